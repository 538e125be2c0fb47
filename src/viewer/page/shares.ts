import type { RunPage } from '../page-data.ts'
import type { Query } from './query.ts'
import type { Store } from './store.ts'
import { countedWords, type Summary, summarise } from './summary.ts'

/** A summary, of which run of a comparison, and what it is the share of. */
export interface NamedShare {
  readonly name: string | null
  readonly summary: Summary
  readonly words: string
}

/** The shares that stand above the samples found: of what was asked, or of success in each run. */
export function sharesOf(
  run: RunPage,
  store: Store,
  found: Uint32Array,
  { counts }: Pick<Query, 'counts'>,
): readonly NamedShare[] {
  const { first = null, second = null } = run.comparison ?? {}
  const shown = counts
    ? [counts]
    : store.second
      ? (['success', 'second success'] as const)
      : (['success'] as const)
  return shown.map((what) => ({
    name: what === 'second success' ? second : first,
    summary: summarise(store, found, what),
    words: countedWords[what],
  }))
}
