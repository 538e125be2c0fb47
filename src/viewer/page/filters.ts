import type { RunPage } from '../page-data.ts'
import { orderOf } from './order.ts'
import type { Query, Sort } from './query.ts'
import type { Store } from './store.ts'

/** Finds the samples of queries. */
export interface Index {
  /** The samples that pass a query's filters, in its order. */
  select(query: Query): Uint32Array
}

/** An index of a run's samples; an order is made when it is first asked for, and kept. */
export function createIndex(run: RunPage, store: Store): Index {
  const orders = new Map<Sort, Uint32Array>()
  const order = (sort: Sort): Uint32Array => {
    const made = orders.get(sort) ?? orderOf(run, store, sort)
    orders.set(sort, made)
    return made
  }
  const texts = run.prompts.map(({ prompt, destination }) => `${prompt}\n${destination}`.toLowerCase())
  return {
    select(query) {
      const words = query.text.toLowerCase().split(/\s+/).filter(Boolean)
      const any = <Value>(chosen: readonly Value[] | null, value: Value): boolean =>
        chosen === null || chosen.includes(value)
      // Most filters are of the prompt, of which there are few.
      const prompts = Uint8Array.from(run.prompts, ({ entry, measure, named }, index) =>
        Number(
          any(query.measures, measure) &&
            (query.kind === null || run.entries[entry]?.kind === query.kind) &&
            any(query.entries, entry) &&
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

function sampleTest(store: Store, query: Query): (sample: number) => boolean {
  const { outcome, intact, seed, change } = query
  const { second } = store
  const changed = (i: number): boolean => {
    if (!second) return true
    if (change === 'same picture') return second.picture[i] === store.picture[i]
    const gain = second.success[i]! - store.success[i]!
    return change === 'same' ? gain === 0 : change === 'gained' ? gain > 0 : gain < 0
  }
  return (i) => {
    const success = store.success[i] === 1
    if (outcome === 'success' && !success) return false
    if (outcome === 'failure' && success) return false
    if (outcome === 'tie' && (success || store.margin[i] !== 0)) return false
    if (intact !== null && (store.intact[i] === 1) !== intact) return false
    if (seed !== null && store.seed[i] !== seed) return false
    return change === null || changed(i)
  }
}
