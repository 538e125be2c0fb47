/** What is looked at: filters, order, and the sample that is open. All of it stands in the address, so that a link shows it again. */
export interface Query {
  readonly view: View
  readonly method: string | null
  readonly measure: string | null
  readonly kind: string | null
  /** Index into `RunPage.entries`. */
  readonly entry: number | null
  /** Words that a prompt or its destination holds. */
  readonly text: string
  readonly outcome: 'success' | 'failure' | 'tie' | null
  readonly named: boolean | null
  readonly intact: boolean | null
  readonly seed: number | null
  /** In a comparison: failed in the first run and succeeded in the second, the other way round, or alike. */
  readonly change: 'gained' | 'lost' | 'same' | null
  readonly sort: Sort
  /** The sample shown large, as `method.prompt.seed`. */
  readonly sample: string | null
}

export type View = 'report' | 'samples'
export type Sort = (typeof sorts)[number]
/** `worst`: the margin that lies furthest on the wrong side first. */
export const sorts = ['plan', 'worst', 'best', 'entry', 'seed'] as const

export const wholeRun: Query = {
  view: 'report',
  method: null,
  measure: null,
  kind: null,
  entry: null,
  text: '',
  outcome: null,
  named: null,
  intact: null,
  seed: null,
  change: null,
  sort: 'plan',
  sample: null,
}

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
  const whole = (name: string): number | null => {
    const value = text(name)
    return value !== null && Number.isSafeInteger(Number(value)) ? Number(value) : null
  }
  const flag = (name: string): boolean | null => {
    const value = oneOf(name, ['true', 'false'])
    return value === null ? null : value === 'true'
  }
  return {
    view: oneOf('view', ['report', 'samples']) ?? wholeRun.view,
    method: text('method'),
    measure: text('measure'),
    kind: text('kind'),
    entry: whole('entry'),
    text: given.get('text') ?? '',
    outcome: oneOf('outcome', ['success', 'failure', 'tie']),
    named: flag('named'),
    intact: flag('intact'),
    seed: whole('seed'),
    change: oneOf('change', ['gained', 'lost', 'same']),
    sort: oneOf('sort', sorts) ?? wholeRun.sort,
    sample: text('sample'),
  }
}
