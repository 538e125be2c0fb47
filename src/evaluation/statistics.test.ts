import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { bootstrapInterval, harmonicMean, meanAndSpread, pairedDifference, pearson } from './statistics.ts'

interface Golden {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly options: { readonly seed: number; readonly resamples: number; readonly level: number }
  readonly mean: number
  readonly sd: number
  readonly harmonic: readonly number[]
  readonly r: number
  readonly interval: readonly [number, number]
  readonly difference: { readonly mean: number; readonly interval: readonly [number, number] }
  readonly r_interval: readonly [number, number]
  readonly scipy_interval: readonly [number, number]
}

const { cases } = JSON.parse(
  readFileSync(new URL('goldens/statistics.golden.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Golden[] }

test('everything is as numpy and scipy compute it, within 1e-9 of the values', () => {
  for (const golden of cases) {
    const { x, y, options } = golden
    const { mean, sd, n } = meanAndSpread(x)
    close([mean, sd], [golden.mean, golden.sd])
    assert.equal(n, x.length)
    close(
      x.map((value, i) => harmonicMean(Math.abs(value), Math.abs(y[i] ?? 0))),
      golden.harmonic,
    )
    close(ends(bootstrapInterval(x, options)), golden.interval)
    const difference = pairedDifference(x, y, options)
    close([difference.mean, ...ends(difference)], [golden.difference.mean, ...golden.difference.interval])
    const correlation = pearson(x, y, options)
    assert(correlation)
    close([correlation.r, ...ends(correlation)], [golden.r, ...golden.r_interval])
  }
})

test('intervals agree with scipy’s own resamples within a tenth of their width', () => {
  for (const { x, options, scipy_interval: expected } of cases) {
    const width = expected[1] - expected[0]
    for (const seed of [1, 2, 3]) {
      ends(bootstrapInterval(x, { ...options, resamples: 2000, seed })).forEach((end, side) => {
        assert.ok(Math.abs(end - (expected[side] ?? Number.NaN)) < width / 10)
      })
    }
  }
})

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true })
const values = fc.array(value, { minLength: 1, maxLength: 20 })
const quick = { resamples: 50 }

test('an interval lies within the values, is the same for the same seed, and widens with the level', () => {
  fc.assert(
    fc.property(values, fc.nat(), (entries, seed) => {
      const options = { ...quick, seed }
      const { low, high } = bootstrapInterval(entries, options)
      const slack = 1e-9
      assert.ok(Math.min(...entries) - slack <= low && low <= high && high <= Math.max(...entries) + slack)
      assert.deepEqual(bootstrapInterval(entries, options), { low, high })
      const narrow = bootstrapInterval(entries, { ...options, level: 0.5 })
      assert.ok(low <= narrow.low + slack && narrow.high <= high + slack)
    }),
  )
})

test('a statistic of one’s own is given whole entries, as many as there are', () => {
  const entries = [[1, 2], [3], [4, 5, 6]]
  const interval = bootstrapInterval(
    entries,
    (sample) => {
      assert.equal(sample.length, 3)
      for (const entry of sample) assert.ok(entries.includes(entry as number[]))
      return sample.flat().length
    },
    { resamples: 200 },
  )
  assert.deepEqual(interval, { low: 3, high: 9 })
})

test('shifting and scaling move mean, spread, interval and difference along, and leave a correlation alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 20 }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      value,
      (pairs, scale, shift) => {
        const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        const moved = x.map((each) => scale * each + shift)
        const [before, after] = [meanAndSpread(x), meanAndSpread(moved)]
        close([after.mean, after.sd], [scale * before.mean + shift, scale * before.sd], 1e4)
        const along = ends(bootstrapInterval(x, quick)).map((end) => scale * end + shift)
        close(ends(bootstrapInterval(moved, quick)), along, 1e4)
        const [forth, back] = [pairedDifference(x, y, quick), pairedDifference(y, x, quick)]
        close([forth.mean, forth.low, forth.high], [-back.mean, -back.high, -back.low], 1e4)
        const [r, s] = [pearson(x, y, quick), pearson(y, x, quick)]
        assert.equal(r === undefined, s === undefined)
        if (r && s) close([r.r], [s.r])
        if (r) assert.ok(-1 <= r.low && r.low <= r.high && r.high <= 1 && Math.abs(r.r) <= 1)
      },
    ),
  )
})

test('a line correlates wholly, and a side without variance not at all', () => {
  const x = [0.1, 0.5, 0.2, 0.9]
  const up = pearson(
    x,
    x.map((each) => 2 * each + 1),
  )
  assert(up)
  close([up.r, up.low, up.high], [1, 1, 1])
  assert.equal(pearson([0.1, 0.1, 0.1], [1, 2, 3]), undefined)
  assert.equal(pearson([1], [2]), undefined)
})

test('a harmonic mean lies between its numbers, and is nought where one is', () => {
  const fraction = fc.nat(1000).map((thousandths) => thousandths / 1000)
  fc.assert(
    fc.property(fraction, fraction, (a, b) => {
      const mean = harmonicMean(a, b)
      assert.equal(mean, harmonicMean(b, a))
      assert.ok(mean <= Math.max(a, b) * (1 + 1e-12) && mean <= 2 * Math.min(a, b) * (1 + 1e-12))
    }),
  )
  assert.equal(harmonicMean(0, 0), 0)
  assert.equal(harmonicMean(0, 0.7), 0)
  assert.throws(() => harmonicMean(-0.1, 1), RangeError)
})

test('one value has no spread, and none is refused', () => {
  assert.deepEqual(meanAndSpread([0.25]), { mean: 0.25, sd: 0, n: 1 })
  assert.deepEqual(bootstrapInterval([0.25]), { low: 0.25, high: 0.25 })
  for (const refused of [
    () => meanAndSpread([]),
    () => bootstrapInterval([]),
    () => pairedDifference([1], [1, 2]),
    () => pearson([], []),
    () => bootstrapInterval([1], { level: 1 }),
    () => bootstrapInterval([1], { resamples: 0 }),
    () => bootstrapInterval([1], { seed: -1 }),
  ]) {
    assert.throws(refused, RangeError)
  }
})

function ends({ low, high }: { readonly low: number; readonly high: number }): [number, number] {
  return [low, high]
}

function close(found: readonly number[], expected: readonly number[], scale = 1): void {
  assert.equal(found.length, expected.length)
  found.forEach((each, i) => {
    const target = expected[i] ?? Number.NaN
    assert.ok(Math.abs(each - target) <= 1e-9 * Math.max(scale, Math.abs(target)), `${each} is not ${target}`)
  })
}
