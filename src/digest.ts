import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** SHA-256 in hexadecimal of text or bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of a file, in hexadecimal. */
export const fileDigest = (path: string): string => sha256(readFileSync(path))
