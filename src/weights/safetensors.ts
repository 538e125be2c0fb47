import { readSync, realpathSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { readFailure, withRegularFile } from '../files.ts'
import { quote } from '../quote.ts'
import { toFloat32, toFloat64 } from './decode.ts'
import { isReadable } from './element-types.ts'
import { damaged, type Header, MAX_HEADER, parseHeader } from './safetensors-header.ts'
import type { TensorSpan, Weights } from './types.ts'

/** A safetensors file whose header has been read and checked; its tensors stay on the disk. */
export interface SafetensorsFile {
  /** Absolute, symbolic links resolved. */
  readonly path: string
  readonly metadata: Readonly<Record<string, string>>
  readonly weights: Weights
}

/**
 * Opens a safetensors file: reads its header, checks it against the format's rules and leaves the data where it is.
 * Throws an InputError that names the file and the tensor at fault.
 */
export function openSafetensors(path: string): SafetensorsFile {
  const { file, header, dataStart } = withFile(path, readHeader)
  const names = [...header.tensors.keys()]

  const span = (name: string): TensorSpan => {
    const entry = header.tensors.get(name)
    if (entry === undefined)
      throw new InputError(`${file}: there is no tensor ${quote(name)}: give another file.`)
    const { dtype, shape, begin, end } = entry
    if (!isReadable(dtype)) {
      throw new InputError(
        `${file}: tensor ${quote(name)} is of type ${dtype}, which timelab does not read; convert it to F32.`,
      )
    }
    return { dtype, shape, file, offset: dataStart + begin, length: end - begin }
  }
  const weights: Weights = {
    names,
    has: (name) => header.tensors.has(name),
    span,
    read: (name) => {
      const found = span(name)
      return toFloat32(found.dtype, readSpan(found, name))
    },
    readFloat64: (name) => {
      const found = span(name)
      return toFloat64(found.dtype, readSpan(found, name))
    },
  }
  return { path: file, metadata: header.metadata, weights }
}

function readHeader(
  file: string,
  descriptor: number,
  size: number,
): { file: string; header: Header; dataStart: number } {
  if (size < 8) {
    throw damaged(file, `${size} bytes are too few for a safetensors file, which begins with a length of 8`)
  }
  const prefix = new Uint8Array(8)
  fill(file, descriptor, prefix, 0)
  const length = new DataView(prefix.buffer).getBigUint64(0, true)
  if (length > MAX_HEADER) {
    throw damaged(
      file,
      `a header of ${length} bytes is over the format's 100 MB; it is damaged or no safetensors file`,
    )
  }
  const dataStart = 8 + Number(length)
  if (dataStart > size) {
    throw damaged(file, `the header takes ${length} bytes, but only ${size - 8} follow; it is cut short`)
  }
  const bytes = new Uint8Array(Number(length))
  fill(file, descriptor, bytes, 8)
  return { file, header: parseHeader(file, bytes, size - dataStart), dataStart }
}

function readSpan({ file, offset, length }: TensorSpan, name: string): Uint8Array {
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(length)
  } catch {
    throw new InputError(
      `${file}: tensor ${quote(name)} takes ${length} bytes, more than this machine can hold: use a machine with more memory.`,
    )
  }
  withFile(file, (_, descriptor) => fill(`${file}: tensor ${quote(name)}`, descriptor, bytes, offset))
  return bytes
}

/** Reads until `bytes` is full; one `read` stops at 2 GiB. */
function fill(what: string, descriptor: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    const count = readSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done)
    if (count === 0)
      throw new InputError(`${what}: the file ended while it was read; it has been changed since: try again.`)
    done += count
  }
}

/** Opens a file, links resolved. Throws an InputError that says why it cannot be opened. */
function withFile<T>(path: string, use: (file: string, descriptor: number, size: number) => T): T {
  let file: string
  try {
    file = realpathSync(path)
  } catch (error) {
    throw readFailure(path, error)
  }
  return withRegularFile(file, (descriptor, size) => use(file, descriptor, size))
}
