import type { RunPage } from '../page-data.ts'
import type { Sort } from './query.ts'
import type { Store } from './store.ts'

/** All samples in an order; those that are alike stay in the plan's. */
export function orderOf(run: RunPage, store: Store, sort: Sort): Uint32Array {
  const { size } = store
  if (sort === 'plan') return Uint32Array.from({ length: size }, (_, i) => i)
  // Whole numbers, each with its sample's index in its last places: numbers alone are sorted many times faster.
  const keys = Float64Array.from({ length: size }, (_, i) => keyOf(run, store, sort, i))
  const least = keys.reduce((lowest, key) => Math.min(lowest, key), 0)
  for (let i = 0; i < size; i++) keys[i] = (keys[i]! - least) * size + i
  return Uint32Array.from(keys.sort(), (key) => key % size)
}

function keyOf(run: RunPage, store: Store, sort: Exclude<Sort, 'plan'>, i: number): number {
  const prompt = store.prompt[i]!
  switch (sort) {
    case 'worst':
      return Math.round(goodness(run, store, i) * MARGINS)
    case 'best':
      return -Math.round(goodness(run, store, i) * MARGINS)
    case 'entry':
      return run.prompts[prompt]!.entry * run.prompts.length + prompt
    case 'seed':
      return store.seed[i]!
  }
}

/** Margins have 4 decimals. */
const MARGINS = 1e4

/** How far a sample lies on the right side: its margin, turned round where the prompt itself is wanted. */
function goodness(run: RunPage, store: Store, sample: number): number {
  const margin = store.margin[sample]!
  return run.prompts[store.prompt[sample]!]?.measure === 'specificity' ? -margin : margin
}
