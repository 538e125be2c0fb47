import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createGenerator } from '../engine/random.ts'
import { InputError } from '../errors.ts'
import { augment } from './augment.ts'
import { edit } from './edit.ts'
import { applyMap, denseMap, type EmbeddingMap, identityMap, type LinearMap } from './embedding-map.ts'
import { defaultSettings, settingsOf } from './settings.ts'
import { plainProduct, randomPair, relativeError } from './testing.ts'

const width = 24
const rose = randomPair('a rose', 'a blue rose', width, 1)
const dog = randomPair('a dog', 'a green dog', width, 2)
const shortest = { align: 'prompt', lambda: 0.1 } as const

test('lambda without bound leaves the model as it is', () => {
  const map = matrixOf(edit([rose], { lambda: 1e12 }))
  assert.ok(relativeError(map, identity()) < 1e-8)
})

test('lambda near zero sends every token of the source to its counterpart', () => {
  const map = edit([rose, dog], { align: 'prompt', lambda: 1e-9 })
  for (const { source, destination } of [rose, dog]) {
    const mapped = applyMap(map, source.states).keys.data
    assert.ok(relativeError(token(mapped, 2), token(destination.states.data, 3)) < 1e-5)
  }
})

test('the default alignment edits all 77 positions, the paper’s two', () => {
  assert.equal(linearOf(edit([rose], { align: 'prompt' })).rank, 2)
  const wide = randomPair('a rose', 'a blue rose', 96, 1)
  assert.equal(linearOf(edit([wide])).rank, 77)
})

test('an edited model fed c is the unedited one fed P c', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('released', 'prompt'), (seed, align) => {
      const map = edit([rose], { align, lambda: 0.5 })
      const projection = createGenerator(seed).randn(5 * width)
      const states = createGenerator(seed + 1).randn(3 * width)
      const columns = (rows: Float32Array) => transpose(rows, 3, width)
      const edited = plainProduct(
        plainProduct(projection, matrixOf(map), 5, width),
        columns(states),
        5,
        width,
      )
      const mapped = applyMap(map, { data: states, shape: [3, width] }).values.data
      assert.ok(relativeError(plainProduct(projection, columns(mapped), 5, width), edited) < 1e-6)
    }),
    { numRuns: 20 },
  )
})

test('pairs together are one edit, in whatever order', () => {
  for (const align of ['released', 'prompt'] as const) {
    const [one, other] = [edit([rose, dog], { align }), edit([dog, rose], { align })].map(matrixOf)
    assert.ok(relativeError(one ?? [], other ?? []) < 1e-9)
  }
})

test('keys alone and values alone leave the others, and both share one map', () => {
  const both = edit([rose], shortest)
  assert.equal(both.keys, both.values)
  const keys = edit([rose], { ...shortest, only: 'keys' })
  assert.equal(keys.values, undefined)
  assert.deepEqual(keys.keys, both.keys)
  const { states } = rose.source
  assert.equal(applyMap(keys, states).values, states)
  assert.deepEqual(applyMap(keys, states).keys, applyMap(both, states).keys)
  const values = edit([rose], { ...shortest, only: 'values' })
  assert.equal(values.keys, undefined)
})

test('a source that is its destination maps to itself', () => {
  const same = { source: rose.source, destination: rose.source }
  assert.deepEqual(matrixOf(edit([same])), identity())
})

test('a preserved prompt moves less', () => {
  const change = (map: EmbeddingMap) =>
    relativeError(token(applyMap(map, dog.source.states).keys.data, 2), token(dog.source.states.data, 2))
  const preserving = edit([rose], { ...shortest, preserve: [dog.source], preserveWeight: 100 })
  assert.ok(change(preserving) < 0.1 * change(edit([rose], shortest)))
})

test('maps keep shapes, take stacks of prompts, and refuse another width', () => {
  const map = edit([rose], shortest)
  const stack = { data: createGenerator(1).randn(2 * 3 * width), shape: [2, 3, width] }
  const { keys } = applyMap(map, stack)
  assert.deepEqual(keys.shape, [2, 3, width])
  const second = { data: stack.data.subarray(3 * width), shape: [3, width] }
  assert.ok(relativeError(keys.data.subarray(3 * width), applyMap(map, second).keys.data) < 1e-6)
  assert.throws(() => applyMap(map, { data: new Float32Array(8), shape: [1, 8] }), RangeError)
  assert.equal(applyMap(identityMap(width), stack).keys, stack)
})

test('settings are completed from the paper’s and refused by name', () => {
  assert.deepEqual(settingsOf({}), defaultSettings)
  assert.deepEqual(settingsOf({ lambda: undefined }), defaultSettings)
  for (const lambda of [0, -1, NaN, Number.POSITIVE_INFINITY, '0.1', null]) {
    assert.throws(() => settingsOf({ lambda }), /^InputError: lambda .* greater than 0/)
  }
  for (const given of [{ align: 'paper' }, { only: 'v' }, { solver: 'lu' }, { augment: 1 }, { lamda: 1 }]) {
    assert.throws(() => settingsOf(given), InputError)
  }
  assert.throws(() => edit([]), InputError)
})

test('augmentations are the paper’s, with the first A made small', () => {
  assert.deepEqual(augment('A rose'), [
    'A rose',
    'A photo of a rose',
    'An image of a rose',
    'A picture of a rose',
  ])
  assert.deepEqual(augment('An apple')[1], 'A photo of an apple')
  assert.deepEqual(augment('roses')[2], 'An image of roses')
  assert.deepEqual(augment('The rose')[3], 'A picture of The rose')
})

const linearOf = (map: EmbeddingMap): LinearMap => {
  assert.ok(map.keys)
  return map.keys
}
const matrixOf = (map: EmbeddingMap) => denseMap(linearOf(map))
const identity = () => Float64Array.from({ length: width ** 2 }, (_, i) => (i % (width + 1) === 0 ? 1 : 0))
const token = (states: Float32Array, index: number) => states.subarray(index * width, (index + 1) * width)
const transpose = (values: Float32Array, rows: number, columns: number) =>
  Float32Array.from(
    { length: values.length },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
  )
