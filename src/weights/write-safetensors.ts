import { writeFileAtomically } from '../files.ts'

/** A tensor to be written. */
export interface TensorData {
  readonly dtype: 'F64' | 'F32' | 'F16'
  readonly shape: readonly number[]
  readonly data: Float64Array | Float32Array
}

const SIZES = { F64: 8, F32: 4, F16: 2 } as const

/**
 * Writes a safetensors file whole or not at all, in the reference writer's order: wide types first, then by name.
 * The same tensors and metadata give the same bytes.
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeFileAtomically(path, encodeSafetensors(tensors, metadata))
}

/** The bytes of a safetensors file. */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = Object.entries(tensors).sort(
    ([a, { dtype: left }], [b, { dtype: right }]) => SIZES[right] - SIZES[left] || (a < b ? -1 : 1),
  )
  const sorted = Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))
  const header: Record<string, unknown> = Object.keys(sorted).length > 0 ? { __metadata__: sorted } : {}
  let end = 0
  for (const [name, { dtype, shape, data }] of ordered) {
    const begin = end
    end += data.length * SIZES[dtype]
    header[name] = { dtype, shape, data_offsets: [begin, end] }
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const start = 8 * Math.ceil((8 + json.length) / 8)
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true)
  bytes.set(json, 8)
  let at = start
  for (const [, { dtype, data }] of ordered) {
    const typed = { F64: Float64Array, F32: Float32Array, F16: Float16Array }[dtype]
    new typed(bytes.buffer, at, data.length).set(data)
    at += data.length * SIZES[dtype]
  }
  return bytes
}
