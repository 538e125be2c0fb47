import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createGenerator } from '../engine/random.ts'
import { InputError } from '../errors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { encodeSafetensors, type TensorData } from '../weights/write-safetensors.ts'
import { frechetDistance } from './frechet.ts'
import { gaussianOf } from './gaussian.ts'
import { readGaussian, writeGaussian } from './gaussian-file.ts'

const folder = temporaryFolder()
const { randn } = createGenerator(5)
const source = { name: 'clip:0123', resizing: 'bicubic-224' }
const features = Array.from({ length: 9 }, () => randn(4))

test('statistics are read back to the bit, with what they are of', () => {
  const path = join(folder, 'statistics.safetensors')
  const written = { ...gaussianOf(features), source }
  writeGaussian(path, written)
  const read = readGaussian(path)
  assert.deepEqual(read, written)
  assert.equal(frechetDistance(read, written), frechetDistance(written, written))
})

const metadata = { timelab_gaussian: '1', features: 'clip:0123', resizing: 'bicubic-224', count: '9' }
const mean: TensorData = { dtype: 'F64', shape: [2], data: Float64Array.of(1, 2) }
const covariance: TensorData = { dtype: 'F64', shape: [2, 2], data: Float64Array.of(2, 1, 1, 2) }

for (const [what, tensors, said, pattern] of [
  ['an edit', { mean, covariance }, { timelab_edit: '1' }, /holds no statistics/],
  ['no name', { mean, covariance }, { ...metadata, features: '' }, /not named/],
  ['a count of one', { mean, covariance }, { ...metadata, count: '1' }, /count is 1/],
  ['no mean', { covariance }, metadata, /no "mean"/],
  [
    'single precision',
    { mean: { ...mean, dtype: 'F32' }, covariance },
    metadata,
    /"mean" is not of type F64/,
  ],
  ['another width', { mean, covariance: { ...covariance, shape: [4] } }, metadata, /\[2\] and \[4\]/],
  [
    'infinity',
    { mean: { ...mean, data: Float64Array.of(1, Number.POSITIVE_INFINITY) }, covariance },
    metadata,
    /no number/,
  ],
  [
    'an unsymmetric matrix',
    { mean, covariance: { ...covariance, data: Float64Array.of(2, 1, 0, 2) } },
    metadata,
    /not symmetric/,
  ],
] as const) {
  test(`a file with ${what} is refused by name`, () => {
    const path = join(folder, 'refused.safetensors')
    writeFileSync(path, encodeSafetensors(tensors, said))
    assert.throws(
      () => readGaussian(path),
      (error) => error instanceof InputError && error.message.startsWith(path) && pattern.test(error.message),
    )
  })
}
