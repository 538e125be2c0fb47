type Entry = readonly [session: number, line: number, source: string]

/** Cells that were run, as a front end's console asks for them. */
export interface History {
  readonly add: (line: number, source: string) => void
  /** Answers a history_request's content. */
  readonly find: (request: Readonly<Record<string, unknown>>) => readonly unknown[]
}

/** A history of this session alone. */
export function createHistory(): History {
  const entries: Entry[] = []
  return {
    add: (line, source) => void entries.push([0, line, source]),
    find(request) {
      const found = chosen(entries, request)
      return request.output === true ? found.map(([s, line, source]) => [s, line, [source, null]]) : found
    },
  }
}

function chosen(entries: readonly Entry[], request: Readonly<Record<string, unknown>>): readonly Entry[] {
  const { hist_access_type: kind, n, pattern, unique, start = 1, stop } = request
  const most = typeof n === 'number' ? n : entries.length
  if (kind === 'range')
    return entries.filter(
      ([, line]) => line >= Number(start) && line < Number(stop ?? Number.POSITIVE_INFINITY),
    )
  if (kind !== 'search') return entries.slice(-most)
  const glob = String(pattern ?? '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]')
  const matching = entries.filter(([, , source]) => new RegExp(`^${glob}$`).test(source))
  const kept = unique
    ? matching.filter(([, , source], k) => matching.findLastIndex((each) => each[2] === source) === k)
    : matching
  return kept.slice(-most)
}
