import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InputError } from '../errors.ts'

/**
 * Checks, touching nothing, that files can be written into `folder` or that it can be made.
 * Returns its absolute path; throws an InputError that names the folder where not.
 */
export function checkOutFolder(folder: string): string {
  const path = resolve(folder)
  for (let at = path; ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false, bigint: false })
    if (stats === undefined && at !== dirname(at)) continue
    if (!stats?.isDirectory()) {
      throw new InputError(`The out folder ${folder} cannot be made: ${at} is not a folder.`)
    }
    try {
      accessSync(at, constants.W_OK | constants.X_OK)
    } catch {
      throw new InputError(`The out folder ${folder} is not writable: choose another with --out.`)
    }
    return path
  }
}
