import type { Counted } from '../page-data.ts'
import type { Store } from './store.ts'

/** What some samples come to. */
export interface Summary {
  readonly samples: number
  /** Samples that count. */
  readonly passed: number
  readonly ties: number
  /** In percent; null where there are no samples. */
  readonly share: number | null
  /** Sample standard deviation over the seeds of each seed's own share, in percentage points; null below two seeds. */
  readonly sd: number | null
}

/** Counts some samples as the tables do. */
export function summarise(store: Store, samples: Uint32Array, counts: Counted = 'success'): Summary {
  const passes = testOf(store, counts)
  const seeds = new Map<number, { passed: number; counted: number }>()
  let [passed, ties] = [0, 0]
  for (const i of samples) {
    const seed = store.seed[i]!
    let tally = seeds.get(seed)
    if (!tally) {
      tally = { passed: 0, counted: 0 }
      seeds.set(seed, tally)
    }
    tally.counted++
    if (passes(i)) {
      tally.passed++
      passed++
    }
    if (store.margin[i] === 0 && !store.success[i]) ties++
  }
  const shares = [...seeds.values()].map((tally) => (100 * tally.passed) / tally.counted)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0)
  return {
    samples: samples.length,
    passed,
    ties,
    share: samples.length === 0 ? null : (100 * passed) / samples.length,
    sd: shares.length < 2 ? null : Math.sqrt(squares / (shares.length - 1)),
  }
}

/** What samples that count do, in words after a share. */
export const countedWords: Readonly<Record<Counted, string>> = {
  success: 'succeed',
  intact: 'are still their own noun',
  'intact success': 'succeed and are still their own noun',
  prompt: 'are judged as the prompt',
  'second success': 'succeed',
}

function testOf(store: Store, counts: Counted): (sample: number) => boolean {
  const { success, intact, margin, second } = store
  switch (counts) {
    case 'success':
      return (i) => success[i] === 1
    case 'intact':
      return (i) => intact[i] === 1
    case 'intact success':
      return (i) => intact[i] === 1 && success[i] === 1
    case 'prompt':
      return (i) => margin[i]! < 0
    case 'second success':
      return (i) => second?.success[i] === 1
  }
}
