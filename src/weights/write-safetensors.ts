import { sizeOf } from '../engine/ndarray.ts'
import { writeFileAtomically } from '../files.ts'
import { encodeElements, WRITTEN_BYTES, type WrittenDType } from './encode.ts'

/** A tensor to be written: row-major values, rounded to `dtype`. */
export interface TensorData {
  readonly dtype: WrittenDType
  readonly shape: readonly number[]
  readonly data: Float64Array | Float32Array
}

type Tensors = Readonly<Record<string, TensorData>>
type Metadata = Readonly<Record<string, string>>

/** Writes a safetensors file whole or not at all. Throws a RangeError as `encodeSafetensors` does. */
export function writeSafetensors(path: string, tensors: Tensors, metadata: Metadata = {}): void {
  writeFileAtomically(path, encodeSafetensors(tensors, metadata))
}

/**
 * The bytes of a safetensors file, laid out as the reference writer does: wide types first, then by name, the data
 * aligned to eight bytes. The same tensors and metadata give the same bytes.
 * Throws a RangeError for a name that the format reserves and for data that does not fill its shape.
 */
export function encodeSafetensors(tensors: Tensors, metadata: Metadata = {}): Uint8Array {
  const ordered = Object.entries(tensors).sort(
    ([a, { dtype: left }], [b, { dtype: right }]) =>
      WRITTEN_BYTES[right] - WRITTEN_BYTES[left] || compare(a, b),
  )
  let end = 0
  const entries = ordered.map(([name, { dtype, shape, data }]): [string, unknown] => {
    checkTensor(name, shape, data.length)
    const begin = end
    end += data.length * WRITTEN_BYTES[dtype]
    return [name, { dtype, shape, data_offsets: [begin, end] }]
  })
  const described = Object.entries(metadata).sort(([a], [b]) => compare(a, b))
  if (Object.hasOwn(metadata, '__proto__')) throw new RangeError('No metadata may be named __proto__')
  if (described.length > 0) entries.unshift(['__metadata__', Object.fromEntries(described)])
  // Not by one JSON.stringify: an object would put names that look like numbers first.
  const fields = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  const header = new TextEncoder().encode(`{${fields.join(',')}}`)
  const start = 8 * Math.ceil((8 + header.length) / 8)
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true)
  bytes.set(header, 8)
  let at = start
  for (const [, { dtype, data }] of ordered) {
    bytes.set(encodeElements(dtype, data), at)
    at += data.length * WRITTEN_BYTES[dtype]
  }
  return bytes
}

function checkTensor(name: string, shape: readonly number[], length: number): void {
  if (name === '__metadata__' || name === '__proto__') throw new RangeError(`No tensor may be named ${name}`)
  if (sizeOf(shape) !== length) {
    throw new RangeError(`${name}: ${length} elements do not fill the shape [${shape.join(', ')}]`)
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
