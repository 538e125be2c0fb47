import type { RunPage } from '../page-data.ts'
import type { Sort } from './query.ts'
import type { Store } from './store.ts'

/** All samples in an order; those that are alike stay in the plan's. */
export function orderOf(run: RunPage, store: Store, sort: Sort): Uint32Array {
  const order = Uint32Array.from({ length: store.size }, (_, i) => i)
  if (sort === 'plan') return order
  const key = new Float64Array(store.size)
  for (let i = 0; i < store.size; i++) {
    const prompt = store.prompt[i]!
    if (sort === 'entry') key[i] = run.prompts[prompt]!.entry * run.prompts.length + prompt
    else if (sort === 'seed') key[i] = store.seed[i]!
    else key[i] = sort === 'worst' ? goodness(run, store, i) : -goodness(run, store, i)
  }
  return order.sort((a, b) => key[a]! - key[b]! || a - b)
}

/** How far a sample lies on the right side: its margin, turned round where the prompt itself is wanted. */
function goodness(run: RunPage, store: Store, sample: number): number {
  const margin = store.margin[sample]!
  return run.prompts[store.prompt[sample]!]?.measure === 'specificity' ? -margin : margin
}
