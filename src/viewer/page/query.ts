import type { Counted, SampleFilter } from '../page-data.ts'

/**
 * What is looked at: filters, what counts, the order, and the sample that is open. All of it stands in the address, so that
 * a link shows it again. A filter that is null lets everything pass.
 */
export interface Query {
  readonly view: View
  readonly method: string | null
  /** Any of these. */
  readonly measures: readonly string[] | null
  readonly kind: string | null
  /** Any of these, as indices into `RunPage.entries`. */
  readonly entries: readonly number[] | null
  /** Words that a prompt or its destination holds. */
  readonly text: string
  readonly outcome: (typeof outcomes)[number] | null
  readonly named: boolean | null
  readonly intact: boolean | null
  readonly seed: number | null
  /** In a comparison: how the second run's sample differs. */
  readonly change: (typeof changes)[number] | null
  /** What the share is the share of; success where null. */
  readonly counts: Counted | null
  readonly sort: Sort
  /** The sample shown large, by `nameSample`. */
  readonly sample: string | null
}

export type View = 'report' | 'samples'
export type Sort = (typeof sorts)[number]
/** `worst`: the margin that lies furthest on the wrong side first. */
export const sorts = ['plan', 'worst', 'best', 'entry', 'seed'] as const
export const outcomes = ['success', 'failure', 'tie'] as const
/** Right in the second run alone, in the first alone, in both or neither, and the very same picture. */
export const changes = ['gained', 'lost', 'same', 'same picture'] as const
const counted: readonly Counted[] = ['success', 'intact', 'intact success', 'prompt', 'second success']

export const wholeRun: Query = {
  view: 'report',
  method: null,
  measures: null,
  kind: null,
  entries: null,
  text: '',
  outcome: null,
  named: null,
  intact: null,
  seed: null,
  change: null,
  counts: null,
  sort: 'plan',
  sample: null,
}

/** The samples behind a number, and nothing else chosen. */
export function queryOf(filter: SampleFilter): Query {
  const { method, measure, measures, kind, entry, entries, named, tie, change, counts } = filter
  return {
    ...wholeRun,
    view: 'samples',
    method: method ?? null,
    measures: measure === undefined ? (measures ?? null) : [measure],
    kind: kind ?? null,
    entries: entry === undefined ? (entries ?? null) : [entry],
    named: named ?? null,
    outcome: tie ? 'tie' : null,
    change: change ?? null,
    counts: counts ?? null,
  }
}

const filters = [
  'method',
  'measures',
  'kind',
  'entries',
  'text',
  'outcome',
  'named',
  'intact',
  'seed',
  'change',
] as const

/** How many filters are set. */
export const countChosen = (query: Query): number =>
  filters.filter((name) => query[name] !== wholeRun[name]).length

/** The same for queries that find the same samples in the same order. */
export const keyOf = (query: Query): string =>
  formatQuery({ ...query, view: wholeRun.view, sample: null, counts: null })

/** A query as an address's fragment, without what is as usual. */
export function formatQuery(query: Query): string {
  const named = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === wholeRun[name as keyof Query] || value === null ? [] : [[name, String(value)]],
  )
  return new URLSearchParams(named).toString()
}

/** Reads a fragment; what it does not say, or says wrongly, is as usual. */
export function parseQuery(fragment: string): Query {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  const text = (name: string): string | null => given.get(name) || null
  const oneOf = <Value extends string>(name: string, values: readonly Value[]): Value | null =>
    values.find((value) => value === given.get(name)) ?? null
  const wholes = (name: string): readonly number[] | null => {
    const values = text(name)?.split(',').map(Number) ?? []
    return values.length > 0 && values.every(Number.isSafeInteger) ? values : null
  }
  const flag = (name: string): boolean | null => {
    const value = oneOf(name, ['true', 'false'])
    return value === null ? null : value === 'true'
  }
  return {
    view: oneOf('view', ['report', 'samples']) ?? wholeRun.view,
    method: text('method'),
    measures: text('measures')?.split(',') ?? null,
    kind: text('kind'),
    entries: wholes('entries'),
    text: given.get('text') ?? '',
    outcome: oneOf('outcome', outcomes),
    named: flag('named'),
    intact: flag('intact'),
    seed: wholes('seed')?.[0] ?? null,
    change: oneOf('change', changes),
    counts: oneOf('counts', counted),
    sort: oneOf('sort', sorts) ?? wholeRun.sort,
    sample: text('sample'),
  }
}
