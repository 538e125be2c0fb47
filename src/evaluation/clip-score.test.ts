import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clipScore } from './clip-score.ts'

const east = Float32Array.of(1, 0)
const north = Float32Array.of(0, 1)
const west = Float32Array.of(-1, 0)
const between = Float32Array.of(0.6, 0.8)

test('a CLIP Score is a hundred times the cosine, and never below nought', () => {
  for (const [picture, score] of [
    [east, 100],
    [between, 60],
    [north, 0],
    [west, 0],
  ] as const) {
    assert.ok(Math.abs(clipScore([{ picture, caption: east }]) - score) < 1e-5)
  }
})

test('it is cut off picture by picture, before the mean', () => {
  const found = clipScore([
    { picture: east, caption: east },
    { picture: west, caption: east },
  ])
  assert.equal(found, 50)
  assert.throws(() => clipScore([]), RangeError)
})
