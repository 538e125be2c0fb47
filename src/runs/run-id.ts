import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fileLimits, isThere, readText, writeFileAtomically } from '../files.ts'

/** What tells a run folder's run from every other on a queue: made when first asked for, and kept in the folder. */
export function runIdentity(folder: string): string {
  const file = join(folder, 'queue-id')
  if (!isThere(file)) writeFileAtomically(file, Buffer.from(`${randomUUID()}\n`))
  return readText(file, fileLimits.settings).trim()
}
