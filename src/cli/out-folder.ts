import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { isFolder, isThere } from '../files.ts'
import { systemReason } from '../system-reason.ts'

/**
 * Checks, touching nothing, that files can be written into `folder` or that it can be made.
 * Returns its absolute path; throws an InputError that names the folder where not.
 */
export function checkOutFolder(folder: string): string {
  const path = resolve(folder)
  for (let at = path; ; at = dirname(at)) {
    if (!isThere(at) && at !== dirname(at)) continue
    if (!isFolder(at)) {
      throw new InputError(`The out folder ${folder} cannot be made: ${at} is not a folder.`)
    }
    try {
      accessSync(at, constants.W_OK | constants.X_OK)
    } catch (error) {
      const why = systemReason(error) ?? 'it is refused'
      throw new InputError(`The out folder ${folder} is not writable (${why}): choose another with --out.`)
    }
    return path
  }
}
