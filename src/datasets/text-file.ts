import { InputError } from '../errors.ts'
import { fileLimits, readBytes } from '../files.ts'

/** A text file and its bytes. Throws an InputError that names it where it cannot be read, is too large or not UTF-8. */
export function readTextFile(file: string): { readonly text: string; readonly bytes: Uint8Array } {
  const bytes = readBytes(file, fileLimits.text)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return { text: decoder.decode(bytes), bytes }
  } catch {
    const line = firstBadLine(bytes, decoder)
    throw new InputError(`${file}, line ${line}: not UTF-8 text; save the file in that encoding.`)
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
