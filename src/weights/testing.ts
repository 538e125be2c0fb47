import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sizeOf } from '../engine/ndarray.ts'
import { encodeSafetensors } from './write-safetensors.ts'

/** A folder that is removed when the test file that asked for it has run. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'timelab-weights-')))
  after(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A safetensors file of any header, valid or not, before any data. `length` is the header length it claims. */
export function rawSafetensors(
  header: string | Uint8Array,
  data: ArrayLike<number> = [],
  length?: bigint,
): Uint8Array {
  const encoded = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const bytes = new Uint8Array(8 + encoded.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(encoded.length), true)
  bytes.set(encoded, 8)
  bytes.set(data, 8 + encoded.length)
  return bytes
}

/** Writes a file of float32 tensors of these shapes, each counting up from nought. */
export function writeCounting(path: string, shapes: Readonly<Record<string, readonly number[]>>): void {
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    return [
      name,
      { dtype: 'F32', shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => i) },
    ] as const
  })
  writeFileSync(path, encodeSafetensors(Object.fromEntries(tensors)))
}
