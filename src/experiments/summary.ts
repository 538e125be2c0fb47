import { bootstrapInterval, meanAndSpread } from '../evaluation/statistics.ts'
import type { Score } from './scores.ts'

/** Ends of a 95 % interval over entries; null over one entry, which has nothing to be resampled from. */
export interface EntryInterval {
  readonly low: number | null
  readonly high: number | null
}

/** The bootstrap interval of a statistic of entries. */
export const intervalOverEntries = <Entry>(
  entries: readonly Entry[],
  statistic: (sample: readonly Entry[]) => number,
): EntryInterval => (entries.length > 1 ? bootstrapInterval(entries, statistic) : { low: null, high: null })

/** A share of samples, in percent, with its spread over seeds and its interval over entries. */
export interface Share extends EntryInterval {
  readonly mean: number
  /** Sample standard deviation over the seeds of each seed's own share, as the paper's tables have it; null of one seed. */
  readonly sd: number | null
  readonly samples: number
}

/** Summarises how many scores pass `test`; undefined where there are none. */
export function shareOf(
  scores: readonly Score[],
  test: (score: Score) => boolean = ({ success }) => success,
): Share | undefined {
  if (scores.length === 0) return undefined
  const seeds = tally(scores, ({ sample }) => sample.seed, test)
  const entries = tally(scores, ({ sample }) => sample.entry.row, test)
  const sd = seeds.length > 1 ? meanAndSpread(seeds.map(ratio)).sd : null
  return {
    mean: ratioOfAll(entries),
    sd,
    ...intervalOverEntries(entries, ratioOfAll),
    samples: scores.length,
  }
}

/** What share of each entry's scores passes, in percent, by the entry's row. */
export function shareByEntry(
  scores: readonly Score[],
  test: (score: Score) => boolean = ({ success }) => success,
): ReadonlyMap<number, number> {
  const rows = Map.groupBy(scores, ({ sample }) => sample.entry.row)
  return new Map([...rows].map(([row, own]) => [row, (100 * own.filter(test).length) / own.length]))
}

/** Passed and counted in one group. */
type Tally = readonly [passed: number, counted: number]

function tally(
  scores: readonly Score[],
  group: (score: Score) => number,
  test: (score: Score) => boolean,
): Tally[] {
  const groups = new Map<number, [number, number]>()
  for (const score of scores) {
    const counts = groups.get(group(score)) ?? [0, 0]
    counts[1] += 1
    if (test(score)) counts[0] += 1
    groups.set(group(score), counts)
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, counts]) => counts)
}

const ratio = ([passed, counted]: Tally): number => (100 * passed) / counted

function ratioOfAll(tallies: readonly Tally[]): number {
  let [passed, counted] = [0, 0]
  for (const [some, all] of tallies) {
    passed += some
    counted += all
  }
  return (100 * passed) / counted
}
