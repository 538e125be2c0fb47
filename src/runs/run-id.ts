import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../files.ts'

/** What tells a run folder's run from every other on a queue: made when first asked for, and kept in the folder. */
export function runIdentity(folder: string): string {
  const file = join(folder, 'queue-id')
  if (!existsSync(file)) writeFileAtomically(file, Buffer.from(`${randomUUID()}\n`))
  return readFileSync(file, 'utf8').trim()
}
