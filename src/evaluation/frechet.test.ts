import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { createGenerator } from '../engine/random.ts'
import { InputError } from '../errors.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { frechetDistance } from './frechet.ts'
import { type Gaussian, gaussianOf } from './gaussian.ts'

const goldens = openSafetensors(fileURLToPath(new URL('goldens/frechet.safetensors', import.meta.url)))
const distances = JSON.parse(goldens.metadata.distances ?? '') as readonly {
  readonly of: readonly [string, string]
  readonly sqrtm: number
  readonly exact: number
}[]

/** float64 sqrtm loses half its digits where a covariance is singular: of 18 and 24 samples of 64 features. */
const toSqrtm = { full: 1e-9, singular: 1e-6 }
const toExact = 1e-10

for (const { of, sqrtm, exact } of distances) {
  const singular = of.some((name) => name.startsWith('few'))
  const tolerance = toSqrtm[singular ? 'singular' : 'full']
  test(`the distance of ${of.join(' and ')} is scipy’s within ${tolerance}, and the exact one within ${toExact}`, () => {
    const [a, b] = of.map((name) => gaussianOf(rows(name)))
    assert(a && b)
    const distance = frechetDistance(a, b)
    const scale = Math.max(1, exact)
    if (process.env.TIMELAB_SHOW_ERRORS) console.log((distance - sqrtm) / scale, (distance - exact) / scale)
    assert.ok(Math.abs(distance - sqrtm) <= tolerance * scale, `${distance} is not ${sqrtm}`)
    assert.ok(Math.abs(distance - exact) <= toExact * scale, `${distance} is not ${exact}`)
  })
}

test('mean and covariance are numpy’s within 1e-14 of the largest', () => {
  for (const name of ['many', 'few']) {
    const { mean, covariance } = gaussianOf(rows(name))
    assertClose(mean, goldens.weights.readFloat64(`${name}.mean`), 1e-14)
    const expected = goldens.weights.readFloat64(`${name}.covariance`)
    assertClose(covariance.subarray(0, expected.length), expected, 1e-14)
  }
})

test('a covariance is symmetric, the same however many samples enter at once, and blind to a shift', () => {
  const few = sample(4, 300, 5)
  const { covariance } = gaussianOf(few)
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      const products = few.map((row) => ((row[i] ?? 0) - mean(few, i)) * ((row[j] ?? 0) - mean(few, j)))
      const expected = products.reduce((sum, product) => sum + product) / 299
      assert.ok(Math.abs((covariance[i * 5 + j] ?? Number.NaN) - expected) < 1e-14)
      assert.equal(covariance[i * 5 + j], covariance[j * 5 + i])
    }
  }
  const far = few.map((row) => row.map((value) => value + 1024))
  assertClose(gaussianOf(far).covariance, covariance, 1e-4)
})

test('a distance is never negative, nought to itself, alike both ways, and the square of a shift', () => {
  const sizes = fc.record({ width: fc.integer({ min: 1, max: 12 }), count: fc.integer({ min: 2, max: 20 }) })
  fc.assert(
    fc.property(sizes, fc.nat(), ({ width, count }, seed) => {
      const [a, b] = [gaussianOf(sample(seed, count, width)), gaussianOf(sample(seed + 1, count + 1, width))]
      const distance = frechetDistance(a, b)
      assert.ok(distance >= 0)
      assert.ok(Math.abs(distance - frechetDistance(b, a)) <= 1e-9 * Math.max(1, distance))
      assert.ok(frechetDistance(a, a) < 1e-9)
      const moved: Gaussian = { ...a, mean: a.mean.map((value) => value + 2) }
      assert.ok(Math.abs(frechetDistance(a, moved) - 4 * width) < 1e-9 * width)
    }),
    { numRuns: 50 },
  )
})

test('Gaussians that differ by one scale alone lie as far apart as the closed form says', () => {
  const a = gaussianOf(sample(9, 40, 6))
  const b: Gaussian = { ...a, covariance: a.covariance.map((value) => 9 * value) }
  const trace = a.covariance.reduce((sum, value, i) => (i % 7 === 0 ? sum + value : sum), 0)
  assert.ok(Math.abs(frechetDistance(a, b) - 4 * trace) < 1e-10 * trace)
})

test('other features or another resizing are refused, and both are said', () => {
  const features = sample(1, 5, 3)
  const a = gaussianOf(features, { name: 'clip:aa', resizing: 'bicubic-224' })
  const b = gaussianOf(features, { name: 'inception-v3-fid:bb', resizing: 'bilinear-299' })
  for (const other of [b, gaussianOf(features), { ...a, source: { name: 'clip:aa', resizing: 'box-224' } }]) {
    assert.throws(() => frechetDistance(a, other), InputError)
  }
  assert.throws(
    () => frechetDistance(a, b),
    /clip:aa \(resizing bicubic-224\) and of inception-v3-fid:bb \(resizing bilinear-299\)/,
  )
})

test('one picture, features of two widths, and what is no covariance are refused', () => {
  assert.throws(() => gaussianOf(sample(1, 1, 3)), InputError)
  assert.throws(() => gaussianOf([new Float32Array(2), new Float32Array(3)]), RangeError)
  const good = gaussianOf(sample(1, 9, 3))
  const bad = { ...good, covariance: good.covariance.map((value) => -value) }
  assert.throws(() => frechetDistance(bad, good), InputError)
  assert.throws(() => frechetDistance(good, bad), InputError)
})

function rows(name: string): Float32Array[] {
  const { shape } = goldens.weights.span(name)
  const [count = 0, width = 0] = shape
  const data = goldens.weights.read(name)
  return Array.from({ length: count }, (_, row) => data.subarray(row * width, (row + 1) * width))
}

function sample(seed: number, count: number, width: number): Float32Array[] {
  const { randn } = createGenerator(seed)
  return Array.from({ length: count }, () => randn(width))
}

function mean(of: readonly Float32Array[], column: number): number {
  return of.reduce((sum, row) => sum + (row[column] ?? 0), 0) / of.length
}

function assertClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  assert.equal(found.length, expected.length)
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] ?? Number.NaN)) <= tolerance * scale)
  })
}
