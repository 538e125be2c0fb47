import { statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { InputError } from '../errors.ts'
import { needingRoom } from './full-disk.ts'

/** Held by the one process that writes a run folder. */
export interface RunLock {
  release(): void
}

/** Who works on a run folder. */
export interface LockState {
  /** Whether a process works on it now. */
  readonly held: boolean
  /** When the last one that did began, in milliseconds since 1970. */
  readonly since: number
}

/**
 * Locks a run folder for this process by a transaction that stays open: the system ends it when the process
 * dies, however it dies, so no stale lock is ever left. Throws an InputError where another process holds it.
 */
export function lockRun(folder: string): RunLock {
  // Half a second, so that somebody who looks whether it is held (`lockState`) stands in nobody's way.
  const database = needingRoom(folder, () => new DatabaseSync(lockPath(folder), { timeout: 500 }))
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    const now = new Date()
    utimesSync(lockPath(folder), now, now)
  } catch (error) {
    database.close()
    if (!isBusy(error)) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new InputError(
        `The run folder ${folder} cannot be locked (${reason}): choose another with --run.`,
      )
    }
    throw new InputError(
      `Another process is working on the run folder ${folder}: wait for it (\`npx timelab status ${folder}\`), or stop it first.`,
    )
  }
  return { release: () => database.close() }
}

/** When a run folder was locked last, and whether it still is; undefined where nobody ever worked on it. */
export function lockState(folder: string): LockState | undefined {
  const stats = statSync(lockPath(folder), { throwIfNoEntry: false })
  if (!stats) return undefined
  const database = new DatabaseSync(lockPath(folder), { readOnly: true, timeout: 0 })
  try {
    database.exec('SELECT 1 FROM sqlite_master')
    return { held: false, since: stats.mtimeMs }
  } catch (error) {
    if (!isBusy(error)) throw error
    return { held: true, since: stats.mtimeMs }
  } finally {
    database.close()
  }
}

const lockPath = (folder: string): string => join(folder, 'lock.sqlite')

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message)
