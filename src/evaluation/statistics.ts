// The half of mathjs that computes with numbers alone: it loads in half the time.
import { mean, std } from 'mathjs/number'
import { mersenneTwister } from '../engine/mersenne-twister.ts'

/** Mean and sample standard deviation (divisor n - 1; 0 for a single value) of `n` values. */
export interface MeanAndSpread {
  readonly mean: number
  readonly sd: number
  readonly n: number
}

/** The two ends of an interval; equal where the values leave no doubt. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  /** Of the resamples' generator, 0 to 2^32 - 1; 0 by default. The same seed and entries give the same interval. */
  readonly seed?: number
  /** 2000 by default. */
  readonly resamples?: number
  /** The share of resamples between the ends, 0 to 1; 0.95 by default. */
  readonly level?: number
}

/** Mean and spread over seeds, as the paper's tables have them. Throws a RangeError where there are no values. */
export function meanAndSpread(values: readonly number[]): MeanAndSpread {
  checkSome(values)
  return { mean: average(values), sd: spread(values), n: values.length }
}

/** `2ab / (a + b)` of two numbers of at least 0; 0 where either is. Throws a RangeError for a negative one. */
export function harmonicMean(a: number, b: number): number {
  if (a < 0 || b < 0) throw new RangeError(`A harmonic mean is of no negative numbers, as of ${a} and ${b}`)
  return a === 0 || b === 0 ? 0 : (2 * a * b) / (a + b)
}

/** Pearson's correlation with its bootstrap interval over the paired entries. */
export interface Correlation extends Interval {
  /** -1 to 1. */
  readonly r: number
  readonly n: number
}

/**
 * Pearson's correlation of paired values; undefined where either side has no variance. Resamples in which a side has
 * none are left out of the interval. Throws a RangeError where the two are not of one length, or empty.
 */
export function pearson(
  x: readonly number[],
  y: readonly number[],
  options: BootstrapOptions = {},
): Correlation | undefined {
  const pairs = paired(x, y)
  const r = correlation(pairs)
  if (r === undefined) return undefined
  const interval = bootstrapInterval(pairs, (sample) => correlation(sample) ?? Number.NaN, options)
  return { r, ...interval, n: pairs.length }
}

/** The mean of `a[i] - b[i]` and its bootstrap interval, which keeps pairs together. Throws as `pearson`. */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  options: BootstrapOptions = {},
): Interval & { readonly mean: number } {
  const differences = paired(a, b).map(([left, right]) => left - right)
  return { mean: average(differences), ...bootstrapInterval(differences, average, options) }
}

/**
 * Percentile bootstrap: draws as many entries as there are, with replacement, again and again, and gives the middle
 * `level` of what `statistic` (the mean of numbers, unless given) makes of them, quantiles interpolated as numpy's.
 * What is drawn is an entry whole: one that holds many seeds and prompts keeps them together.
 * Resamples whose statistic is NaN are left out. Throws a RangeError where there are no entries or options are off.
 */
export function bootstrapInterval(values: readonly number[], options?: BootstrapOptions): Interval
export function bootstrapInterval<Entry>(
  entries: readonly Entry[],
  statistic: (sample: readonly Entry[]) => number,
  options?: BootstrapOptions,
): Interval
export function bootstrapInterval<Entry>(
  entries: readonly Entry[],
  given: ((sample: readonly Entry[]) => number) | BootstrapOptions = {},
  { seed = 0, resamples = 2000, level = 0.95 }: BootstrapOptions = typeof given === 'function' ? {} : given,
): Interval {
  checkSome(entries)
  if (!(level > 0 && level < 1)) throw new RangeError(`The level must lie between 0 and 1, not ${level}`)
  if (!(Number.isSafeInteger(resamples) && resamples >= 1)) {
    throw new RangeError(`The resamples must be a whole number of at least 1, not ${resamples}`)
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw new RangeError(`The seed of a bootstrap must be a whole number from 0 to 2^32 - 1, not ${seed}`)
  }
  const statistic =
    typeof given === 'function' ? given : (sample: readonly Entry[]) => average(sample as readonly number[])
  // The engine's generator of 32 bits at a time; its modulo-free scaling favours no entry by more than 2^-32.
  const next = mersenneTwister(seed)
  const found = Array.from({ length: resamples }, () =>
    statistic(entries.map(() => entries[Math.floor((next() * entries.length) / 2 ** 32)] as Entry)),
  ).filter((value) => !Number.isNaN(value))
  if (found.length === 0) return { low: Number.NaN, high: Number.NaN }
  const sorted = Float64Array.from(found).sort()
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) }
}

/** Interpolated linearly, as numpy's default. (mathjs's `quantileSeq` orders numbers within 1e-12 of each other anyhow.) */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const [below = Number.NaN, above = below] = sorted.subarray(Math.floor(place))
  return below + (place % 1) * (above - below)
}

type Pair = readonly [number, number]

/** Two passes: mathjs's `corr` subtracts products of sums, which leaves noise where there is no variance. */
function correlation(pairs: readonly Pair[]): number | undefined {
  const constant = (side: 0 | 1) => pairs.every((pair) => pair[side] === pairs[0]?.[side])
  if (constant(0) || constant(1)) return undefined
  const [middleX, middleY] = [average(pairs.map(([x]) => x)), average(pairs.map(([, y]) => y))]
  let [xy, xx, yy] = [0, 0, 0]
  for (const [x, y] of pairs) {
    xy += (x - middleX) * (y - middleY)
    xx += (x - middleX) ** 2
    yy += (y - middleY) ** 2
  }
  // Values that differ by less than the root of the smallest number have no variance that a number could hold.
  if (xx === 0 || yy === 0) return undefined
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx) / Math.sqrt(yy)))
}

/** The mean. Throws where there are no values. */
export function average(values: readonly number[]): number {
  return mean(values as number[])
}

/** Typed as if it gave one number an element; of a list it gives one. */
function spread(values: readonly number[]): number {
  return std(values as number[]) as unknown as number
}

function paired(a: readonly number[], b: readonly number[]): Pair[] {
  if (a.length !== b.length) throw new RangeError(`${a.length} values cannot be paired with ${b.length}`)
  checkSome(a)
  return a.map((value, i) => [value, b[i] as number])
}

function checkSome(values: readonly unknown[]): void {
  if (values.length === 0) throw new RangeError('There are no values to compute a statistic of')
}
