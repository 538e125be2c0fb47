import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { sizeOf } from '../engine/ndarray.ts'
import { InputError } from '../errors.ts'
import { openSafetensors } from './safetensors.ts'
import { temporaryFolder } from './testing.ts'
import { encodeSafetensors, type TensorData, writeSafetensors } from './write-safetensors.ts'

const folder = temporaryFolder()
const path = join(folder, 'file.safetensors')

const tensor: fc.Arbitrary<TensorData> = fc
  .tuple(
    fc.constantFrom('F64' as const, 'F32' as const),
    fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
    fc.infiniteStream(fc.double()),
  )
  .map(([dtype, shape, values]) => {
    const data = Float64Array.from(values.take(sizeOf(shape)))
    return { dtype, shape, data: dtype === 'F64' ? data : new Float32Array(data) }
  })
const name = fc.string({ unit: 'grapheme' }).filter((text) => !['__proto__', '__metadata__'].includes(text))
const file = fc.record({
  tensors: fc.dictionary(fc.oneof(name, fc.nat().map(String)), tensor, { maxKeys: 6 }),
  metadata: fc.dictionary(name, fc.string({ unit: 'grapheme' }), { maxKeys: 3 }),
})

test('what is written is read back: names, shapes, types, values and metadata', () => {
  fc.assert(
    fc.property(file, ({ tensors, metadata }) => {
      writeSafetensors(path, tensors, metadata)
      const read = openSafetensors(path)
      assert.deepEqual({ ...read.metadata }, { ...metadata })
      assert.deepEqual([...read.weights.names].sort(), Object.keys(tensors).sort())
      for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
        const span = read.weights.span(name)
        assert.deepEqual([span.dtype, span.shape], [dtype, shape])
        assert.deepEqual(read.weights.readFloat64(name), Float64Array.from(data))
        if (dtype === 'F32') assert.deepEqual(read.weights.read(name), data)
        assert.equal(span.offset % (span.length === 0 ? 1 : dtype === 'F64' ? 8 : 4), 0)
      }
    }),
    { numRuns: 60 },
  )
})

test('a damaged file is opened and read, or refused with an InputError: never anything else', () => {
  const damage = fc.oneof(
    fc.record({ at: fc.nat(), put: fc.uint8Array({ maxLength: 6 }), take: fc.nat({ max: 6 }) }),
    // Half of the damage to what steers the reader: the header's first bytes.
    fc.record({ at: fc.nat({ max: 60 }), put: fc.uint8Array({ maxLength: 3 }), take: fc.nat({ max: 3 }) }),
  )
  fc.assert(
    fc.property(file, fc.array(damage, { minLength: 1, maxLength: 3 }), ({ tensors, metadata }, damages) => {
      let bytes = encodeSafetensors(tensors, metadata)
      for (const { at, put, take } of damages) {
        const start = at % (bytes.length + 1)
        bytes = Uint8Array.of(...bytes.subarray(0, start), ...put, ...bytes.subarray(start + take))
      }
      writeFileSync(path, bytes)
      try {
        const { weights } = openSafetensors(path)
        for (const name of weights.names) weights.read(name)
      } catch (error) {
        assert.ok(error instanceof InputError, String(error))
      }
    }),
    { numRuns: 300 },
  )
})

test('the same tensors give the same bytes, whatever the order they come in', () => {
  const a: TensorData = { dtype: 'F32', shape: [1], data: Float32Array.of(1) }
  const b: TensorData = { dtype: 'F64', shape: [1], data: Float64Array.of(2) }
  const c: TensorData = { dtype: 'F16', shape: [1], data: Float32Array.of(3) }
  const bytes = encodeSafetensors({ c, a, 10: a, 9: a, b }, { z: '1', a: '2' })
  assert.deepEqual(encodeSafetensors({ 9: a, a, b, 10: a, c }, { a: '2', z: '1' }), bytes)
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + (bytes[0] ?? 0) + 256 * (bytes[1] ?? 0))),
  )
  assert.deepEqual(header.b.data_offsets, [0, 8])
  assert.deepEqual(header['10'].data_offsets, [8, 12])
  assert.deepEqual(header.c.data_offsets, [20, 22])
})

test('a name that the format reserves, and data that does not fill its shape, are not written', () => {
  const scalar: TensorData = { dtype: 'F32', shape: [], data: Float32Array.of(1) }
  assert.throws(() => encodeSafetensors({ __metadata__: scalar }), RangeError)
  assert.throws(() => encodeSafetensors({ ['__proto__']: scalar }), RangeError)
  assert.throws(() => encodeSafetensors({}, { ['__proto__']: '' }), RangeError)
  assert.throws(() => encodeSafetensors({ a: { ...scalar, shape: [2] } }), RangeError)
})

test('a file that cannot be written leaves nothing behind', () => {
  const place = join(folder, 'taken')
  mkdirSync(join(place, 'file'), { recursive: true })
  assert.throws(() => writeSafetensors(join(place, 'file'), {}))
  assert.deepEqual(readdirSync(place), ['file'])
  assert.throws(() => writeSafetensors(join(folder, 'missing', 'file'), {}))
  assert.equal(existsSync(join(folder, 'missing')), false)
})
