import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'

/** A text file and its bytes. Throws an InputError that names it where it cannot be read or is no UTF-8. */
export function readTextFile(file: string): { readonly text: string; readonly bytes: Uint8Array } {
  const bytes = readBytes(file)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return { text: decoder.decode(bytes), bytes }
  } catch {
    const line = firstBadLine(bytes, decoder)
    throw new InputError(`${file}, line ${line}: not UTF-8 text; save the file in that encoding.`)
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message
    throw new InputError(`The file ${file} cannot be read: ${reason}.`)
  }
}

function firstBadLine(bytes: Uint8Array, decoder: TextDecoder): number {
  const lineFeed = 10
  for (let line = 1, start = 0; ; line += 1) {
    const end = bytes.indexOf(lineFeed, start)
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end))
    } catch {
      return line
    }
    if (end < 0) return line
    start = end + 1
  }
}
