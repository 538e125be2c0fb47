import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InputError } from './errors.ts'

/** Writes a file whole or not at all. */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  replaceAtomically(path, (temporary) => writeFileSync(temporary, bytes))
}

/** Lets `write` make a file beside its place, then flushes it and renames it over `path`; a failure leaves nothing. */
export function replaceAtomically(path: string, write: (temporary: string) => void): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    write(temporary)
    const file = openSync(temporary, 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Whether a file's name is one that `replaceAtomically` writes under: left over where a process was killed. */
export const isTemporary = (name: string): boolean => /^\..+\.\d+\.tmp$/.test(name)

/** Makes the folder and those above it. Throws an InputError that says why where the system refuses. */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    // One at a time: Node's own recursive mkdir never returns where the system denies that the parent exists.
    mkdirSync(path)
  } catch (error) {
    // Somebody else was quicker.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(`The folder ${path} cannot be made (${reason}): choose another.`)
  }
}
