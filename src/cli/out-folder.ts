import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { isFolder, isThere } from '../files.ts'
import { systemReason } from '../system-reason.ts'

/**
 * Checks, touching nothing, that files can be written into `folder` or that it can be made.
 * Returns its absolute path; throws an InputError that names the folder, and the `flag` that chooses another, where not.
 */
export function checkOutFolder(folder: string, flag = '--out'): string {
  const path = resolve(folder)
  for (let at = path; ; at = dirname(at)) {
    if (!isSeen(at) && at !== dirname(at)) continue
    if (!isFolder(at)) {
      throw new InputError(
        `The out folder ${folder} cannot be made, because ${at} is not a folder: choose another with ${flag}.`,
      )
    }
    try {
      accessSync(at, constants.W_OK | constants.X_OK)
    } catch (error) {
      // The remedy is the flag.
      const [why] = (systemReason(error) ?? 'it is refused').split(':')
      throw new InputError(`The out folder ${folder} is not writable (${why}): choose another with ${flag}.`)
    }
    return path
  }
}

/** Whether something has this name; false also below a file, which is told when it is come to. */
function isSeen(path: string): boolean {
  try {
    return isThere(path)
  } catch (error) {
    const cause = error instanceof InputError ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOTDIR') return false
    throw error
  }
}
