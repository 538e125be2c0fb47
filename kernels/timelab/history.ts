import { matcher } from './glob.ts'

type Entry = readonly [session: number, line: number, source: string]

/** Cells that were run, as a front end's console asks for them. */
export interface History {
  readonly add: (line: number, source: string) => void
  /** Answers a history_request's content. Throws where the pattern is too long. */
  readonly find: (request: Readonly<Record<string, unknown>>) => readonly unknown[]
}

/** So many characters of the latest cells are kept: all that is asked of them is answered at once. */
const KEPT = 4_000_000

/** A history of this session alone. */
export function createHistory(kept = KEPT): History {
  const entries: Entry[] = []
  let size = 0
  return {
    add(line, source) {
      entries.push([0, line, source])
      size += source.length
      let old = 0
      while (size > kept && old < entries.length - 1) size -= entries[old++]![2].length
      if (old > 0) entries.splice(0, old)
    },
    find(request) {
      const found = chosen(entries, request)
      return request.output === true ? found.map(([s, line, source]) => [s, line, [source, null]]) : found
    },
  }
}

function chosen(entries: readonly Entry[], request: Readonly<Record<string, unknown>>): readonly Entry[] {
  const { hist_access_type: kind, n, pattern, unique, start, stop } = request
  if (kind === 'range') {
    const [from, to] = [numberOr(start, 1), numberOr(stop, Number.POSITIVE_INFINITY)]
    return entries.filter(([, line]) => line >= from && line < to)
  }
  const most = Math.max(0, Math.floor(numberOr(n, entries.length)))
  const latest = (list: readonly Entry[]) => list.slice(Math.max(0, list.length - most))
  if (kind !== 'search') return latest(entries)
  const matches = matcher(typeof pattern === 'string' ? pattern : '*')
  if (!matches) throw new Error('The pattern of a history search is too long: 1,000 characters are the most.')
  const matching = entries.filter(([, , source]) => matches(source))
  return latest(unique === true ? latestOfEach(matching) : matching)
}

/** Of entries with the same source the latest. */
function latestOfEach(entries: readonly Entry[]): readonly Entry[] {
  const last = new Map(entries.map((entry) => [entry[2], entry]))
  return entries.filter((entry) => last.get(entry[2]) === entry)
}

const numberOr = (value: unknown, other: number): number => (typeof value === 'number' ? value : other)
