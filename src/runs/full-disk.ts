import { statfsSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { systemCode } from '../system-reason.ts'

/** SQLite's own small files need this much to be opened at all. */
const LEAST_ROOM = 64 * 1024

/**
 * Does work that writes into a run folder. Where that fails for want of room it throws an InputError that says so in
 * one sentence; whatever was recorded before is left as it was.
 */
export function needingRoom<Result>(folder: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!isFullDisk(error, folder)) throw error
    throw new InputError(
      `The disk that holds the run folder ${folder} is full: make room and run the same command again, nothing that was recorded is lost.`,
    )
  }
}

function isFullDisk(error: unknown, folder: string): boolean {
  if (!(error instanceof Error)) return false
  const refusal = systemCode(error)
  if (refusal === 'ENOSPC' || refusal === 'EDQUOT') return true
  const { code, errcode } = error as Error & { readonly code?: unknown; readonly errcode?: unknown }
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return false
  // SQLITE_FULL, and SQLITE_IOERR_*: SQLite reports some writes that found no room as plain input or output errors.
  const primary = errcode & 0xff
  return primary === 13 || (primary === 10 && roomLeft(folder) < LEAST_ROOM)
}

function roomLeft(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
