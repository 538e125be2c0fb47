import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../errors.ts'

/** Held by the one process that writes a run folder. */
export interface RunLock {
  release(): void
}

/**
 * Locks a run folder for this process by a transaction that stays open: the system ends it when the process
 * dies, however it dies, so no stale lock is ever left. Throws an InputError where another process holds it.
 */
export function lockRun(folder: string): RunLock {
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const reason = error instanceof Error ? error.message : String(error)
    if (!/locked|busy/i.test(reason)) {
      throw new InputError(
        `The run folder ${folder} cannot be locked (${reason}): choose another with --run.`,
      )
    }
    throw new InputError(
      `Another process is working on the run folder ${folder}: wait for it (\`timelab status ${folder}\`), or stop it first.`,
    )
  }
  return { release: () => database.close() }
}
