import type { RunPage } from '../page-data.ts'
import type { Query, Sort } from './query.ts'
import type { Store } from './store.ts'

/** Finds the samples of queries; orders are made once each. */
export interface Index {
  select(query: Query): Uint32Array
}

/** What the samples found come to. */
export interface Summary {
  readonly samples: number
  readonly successes: number
  readonly ties: number
  /** In percent; null where there are no samples. */
  readonly share: number | null
  /** Sample standard deviation over the seeds of each seed's own share, in percentage points; null below two seeds. */
  readonly sd: number | null
}

/** How far a sample lies on the right side: its margin, turned round where the prompt itself is wanted. */
export function goodness(run: RunPage, store: Store, sample: number): number {
  const margin = store.margin[sample]!
  return run.prompts[store.prompt[sample]!]?.measure === 'specificity' ? -margin : margin
}

export function createIndex(run: RunPage, store: Store): Index {
  const orders = new Map<Sort, Uint32Array>()
  const order = (sort: Sort): Uint32Array => {
    const made = orders.get(sort) ?? makeOrder(run, store, sort)
    orders.set(sort, made)
    return made
  }
  const texts = run.prompts.map(({ prompt, destination }) => `${prompt}\n${destination}`.toLowerCase())
  return {
    select(query) {
      const words = query.text.toLowerCase().split(/\s+/).filter(Boolean)
      const prompts = Uint8Array.from(run.prompts, ({ entry, measure, named }, index) =>
        Number(
          (query.measure === null || measure === query.measure) &&
            (query.kind === null || run.entries[entry]?.kind === query.kind) &&
            (query.entry === null || entry === query.entry) &&
            (query.named === null || named === query.named) &&
            words.every((word) => texts[index]!.includes(word)),
        ),
      )
      const methods = Uint8Array.from(run.methods, ({ name }) =>
        Number(query.method === null || name === query.method),
      )
      const passes = sampleTest(store, query)
      const found = new Uint32Array(store.size)
      let count = 0
      for (const i of order(query.sort)) {
        if (prompts[store.prompt[i]!] && methods[store.method[i]!] && passes(i)) found[count++] = i
      }
      return found.subarray(0, count)
    },
  }
}

/** Counts successes, and their share with its spread over seeds as the tables have it. */
export function summarise(store: Store, samples: Uint32Array, run: 'first' | 'second' = 'first'): Summary {
  const column = (run === 'second' ? store.second : store) ?? store
  const seeds = new Map<number, { passed: number; counted: number }>()
  let [successes, ties] = [0, 0]
  for (const i of samples) {
    const seed = store.seed[i]!
    let tally = seeds.get(seed)
    if (!tally) {
      tally = { passed: 0, counted: 0 }
      seeds.set(seed, tally)
    }
    tally.counted++
    tally.passed += column.success[i]!
    successes += column.success[i]!
    if (column.margin[i] === 0 && !column.success[i]) ties++
  }
  const shares = [...seeds.values()].map(({ passed, counted }) => (100 * passed) / counted)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0)
  return {
    samples: samples.length,
    successes,
    ties,
    share: samples.length === 0 ? null : (100 * successes) / samples.length,
    sd: shares.length < 2 ? null : Math.sqrt(squares / (shares.length - 1)),
  }
}

function sampleTest(store: Store, { outcome, intact, seed, change }: Query): (sample: number) => boolean {
  const { second } = store
  return (i) => {
    const success = store.success[i] === 1
    if (outcome === 'success' && !success) return false
    if (outcome === 'failure' && success) return false
    if (outcome === 'tie' && store.margin[i] !== 0) return false
    if (intact !== null && (store.intact[i] === 1) !== intact) return false
    if (seed !== null && store.seed[i] !== seed) return false
    if (change === null || !second) return true
    const gain = second.success[i]! - store.success[i]!
    return change === 'same' ? gain === 0 : change === 'gained' ? gain > 0 : gain < 0
  }
}

function makeOrder(run: RunPage, store: Store, sort: Sort): Uint32Array {
  const order = Uint32Array.from({ length: store.size }, (_, i) => i)
  if (sort === 'plan') return order
  const key = new Float64Array(store.size)
  for (let i = 0; i < store.size; i++) {
    if (sort === 'entry')
      key[i] = run.prompts[store.prompt[i]!]!.entry * run.prompts.length + store.prompt[i]!
    else if (sort === 'seed') key[i] = store.seed[i]!
    else key[i] = sort === 'worst' ? goodness(run, store, i) : -goodness(run, store, i)
  }
  return order.sort((a, b) => key[a]! - key[b]! || a - b)
}
