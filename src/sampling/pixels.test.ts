import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPixels } from './pixels.ts'

const image = (...values: readonly number[]) => ({ data: Float32Array.from(values), shape: [1, 1, 1, 3] })

test('pixels are clamped, and rounded half to even as NumPy does, or floored', () => {
  assert.deepEqual([...toPixels(image(-1.5, 0, 7)).pixels], [0, 128, 255])
  assert.deepEqual([...toPixels(image(-1.5, 0, 7), 'floor').pixels], [0, 127, 255])
  assert.deepEqual([...toPixels(image(2 / 255 - 1, 2.98 / 255 - 1, 3.02 / 255 - 1)).pixels], [1, 1, 2])
  assert.deepEqual(
    [...toPixels(image(2.98 / 255 - 1, 3.98 / 255 - 1, 4.02 / 255 - 1), 'floor').pixels],
    [1, 1, 2],
  )
})

test('a picture that is not a number is refused, not drawn black', () => {
  assert.throws(() => toPixels(image(0, Number.NaN, 0)), /not a number/)
})
