import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { createGenerator } from './random.ts'

// scripts/goldens/noise.py
const goldens = openSafetensors(fileURLToPath(new URL('goldens/random.safetensors', import.meta.url))).weights

test("normal values are PyTorch's to the last bit, whatever the count, the seed and the calls before", () => {
  for (const name of goldens.names) {
    const [seed, sizes] = name.split('/') as [string, string]
    const generator = createGenerator(BigInt(seed))
    const drawn = sizes.split('+').flatMap((size) => [...generator.randn(Number(size))])
    const shown = drawn.length > 1000 ? [...drawn.slice(0, 64), ...drawn.slice(-64)] : drawn
    assert.deepEqual(bits(Float32Array.from(shown)), bits(goldens.read(name)), name)
  }
})

test('a seed given as a number or as a bigint is the same seed, of which the low 32 bits count', () => {
  const expected = bits(createGenerator(5).randn(40))
  assert.deepEqual(bits(createGenerator(5n).randn(40)), expected)
  assert.deepEqual(bits(createGenerator(2 ** 32 + 5).randn(40)), expected)
})

test('no count draws nothing and leaves the stream where it was', () => {
  const generator = createGenerator(3)
  assert.equal(generator.randn(0).length, 0)
  assert.deepEqual(generator.randn(20), createGenerator(3).randn(20))
})

test('a seed that PyTorch would not take, or that a number cannot hold, is refused', () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 60, -1n, 2n ** 64n]) {
    assert.throws(() => createGenerator(seed), InputError)
  }
  createGenerator(2n ** 64n - 1n)
})

function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length)
}
