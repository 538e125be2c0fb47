import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toFloat32, toFloat64 } from './decode.ts'
import { encodeElements } from './encode.ts'

const every16 = Uint16Array.from({ length: 65536 }, (_, bits) => bits)
const bytesOf = (values: NodeJS.ArrayBufferView) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const halves = toFloat32('F16', bytesOf(every16))
const brains = toFloat32('BF16', bytesOf(every16))

/** A half by its definition in IEEE 754. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = (bits & 1023) / 1024
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15)
}

test('every half is read: normal, subnormal, both noughts, infinities and what is no number', () => {
  for (const bits of every16) assert.ok(Object.is(halves[bits], half(bits)), bits.toString(16))
})

test('every bfloat16 is the upper half of a float32', () => {
  const bits = new Uint32Array(brains.buffer)
  for (const index of every16) assert.equal(bits[index], index * 65536)
})

test('every half and bfloat16 is written as it was read', () => {
  const finite = (values: Float32Array) => every16.filter((bits) => !Number.isNaN(values[bits]))
  for (const [dtype, values] of [
    ['F16', halves],
    ['BF16', brains],
  ] as const) {
    const kept = finite(values)
    const written = encodeElements(
      dtype,
      Float32Array.from(kept, (bits) => values[bits] ?? 0),
    )
    assert.deepEqual(new Uint16Array(written.buffer), kept)
    const [nan] = toFloat32(dtype, encodeElements(dtype, Float32Array.of(Number.NaN)))
    assert.equal(nan, Number.NaN)
  }
})

test('a number is written as the nearest half or bfloat16, ties to even', () => {
  const sizes = { F16: halves.subarray(0, 0x7c01), BF16: brains.subarray(0, 0x7f81) }
  const index = fc.nat({ max: 0x7c00 - 2 })
  fc.assert(
    fc.property(
      fc.constantFrom('F16' as const, 'BF16' as const),
      index,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (dtype, at, part) => {
        const [low, high] = [sizes[dtype][at] ?? 0, sizes[dtype][at + 1] ?? 0]
        const value = low + (high - low) * part
        const middle = (low + high) / 2
        const expected = value < middle || (value === middle && at % 2 === 0) ? low : high
        for (const sign of [1, -1]) {
          const [read] = toFloat32(dtype, encodeElements(dtype, Float64Array.of(sign * value)))
          assert.ok(Object.is(read, sign * expected), `${dtype} ${value}`)
        }
      },
    ),
    {
      examples: [
        ['F16', 0, 0.5],
        ['F16', 1, 0.5],
        ['BF16', 300, 0.5],
        ['BF16', 301, 0.5],
        ['BF16', 300, 0.5 + 2 ** -40],
        ['BF16', 301, 0.5 - 2 ** -40],
        ['F16', 0x3ff, 0.75],
      ],
    },
  )
  const [over, under] = toFloat32('F16', encodeElements('F16', Float64Array.of(65520, 65519.99)))
  assert.deepEqual([over, under], [Infinity, 65504])
})

test('64-bit integers are rounded once to 32-bit floats', () => {
  const read = (value: bigint) => toFloat32('I64', bytesOf(BigInt64Array.of(value)))[0]
  // Above a tie by one: by way of a double it would fall on the tie and go to even.
  assert.equal(read(2n ** 62n + 2n ** 38n + 1n), 2 ** 62 + 2 ** 39)
  assert.equal(read(2n ** 62n + 2n ** 38n), 2 ** 62)
  assert.equal(read(-(2n ** 62n) - 2n ** 38n - 1n), -(2 ** 62) - 2 ** 39)
  for (const value of [0n, 1n, -1n, 76n, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n])
    assert.equal(read(value), Math.fround(Number(value)))
})

test('64-bit floats keep every bit as such, and are rounded to nearest as 32-bit ones', () => {
  const values = Float64Array.of(0.1, -0, 1e-320, 1e300, -Infinity, Number.NaN, Math.PI)
  assert.deepEqual(toFloat64('F64', bytesOf(values)), values)
  assert.deepEqual(toFloat32('F64', bytesOf(values)), Float32Array.from(values))
  assert.deepEqual(toFloat64('I64', bytesOf(BigInt64Array.of(-3n, 2n ** 40n))), Float64Array.of(-3, 2 ** 40))
  assert.deepEqual(toFloat64('F16', bytesOf(Uint16Array.of(0x3c01))), Float64Array.of(1 + 2 ** -10))
})
