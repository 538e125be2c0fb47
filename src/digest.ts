import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { withRegularFile } from './files.ts'

/** SHA-256 in hexadecimal of text or bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Bytes that are hashed at once: a file of any size takes no more memory. */
const CHUNK = 2 ** 22

/** SHA-256 of a regular file, in hexadecimal. Throws an InputError that says why it cannot be read. */
export const fileDigest = (path: string): string =>
  withRegularFile(path, (descriptor) => {
    const hash = createHash('sha256')
    const chunk = new Uint8Array(CHUNK)
    for (;;) {
      const count = readSync(descriptor, chunk, 0, CHUNK, null)
      if (count === 0) return hash.digest('hex')
      hash.update(chunk.subarray(0, count))
    }
  })
