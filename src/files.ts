import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InputError } from './errors.ts'
import { systemCode, systemReason } from './system-reason.ts'

const MEBIBYTE = 2 ** 20

/** The most bytes that a file of each kind may have where timelab reads it whole. */
export const fileLimits = {
  /** A model's configuration, tokenizer or index. */
  json: 64 * MEBIBYTE,
  /** A CSV file of edits, professions or captions. */
  text: 64 * MEBIBYTE,
  /** A picture that is judged or counted. */
  picture: 256 * MEBIBYTE,
  /** A run's settings, an identity, a connection file: what timelab or Jupyter writes for itself. */
  settings: 16 * MEBIBYTE,
  /** A module that is loaded as a method. */
  module: 16 * MEBIBYTE,
  notebook: 512 * MEBIBYTE,
  /** A network in ONNX, whose own format ends there. */
  network: 2048 * MEBIBYTE,
} as const

/**
 * Opens a regular file, links followed, and lets `use` read it. Throws an InputError, at once, where there is no such
 * file, it cannot be read, or it is something else: a folder, a device, or a pipe, which would be waited for.
 */
export function withRegularFile<Result>(
  path: string,
  use: (descriptor: number, size: number) => Result,
): Result {
  let descriptor: number
  try {
    // Not blocking: a pipe without a writer would otherwise be waited for. (Windows has no such flag, and no such pipes.)
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    // Sockets and some devices fail to open, in words that say less.
    const found = statsOf(path)
    const otherKind = found && kindOf(found)
    throw otherKind ? unreadable(path, otherKind) : readFailure(path, error)
  }
  try {
    const stats = fstatSync(descriptor)
    const otherKind = kindOf(stats)
    if (otherKind) throw unreadable(path, otherKind)
    return use(descriptor, stats.size)
  } catch (error) {
    throw error instanceof InputError ? error : readFailure(path, error)
  } finally {
    closeSync(descriptor)
  }
}

/** What a path leads to, where it is no regular file; undefined where it is one. */
function kindOf(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'it is a folder'
  if (stats.isFIFO()) return 'it is a pipe: save what it carries in a file and give that'
  if (stats.isSocket()) return 'it is a socket: give a file'
  return 'it is a device: give a file'
}

/** Throws an InputError unless this is a regular file of at most `limit` bytes: for what others than timelab read. */
export function checkFile(path: string, limit: number): void {
  withRegularFile(path, (_, size) => checkSize(path, size, limit))
}

function checkSize(path: string, size: number, limit: number): void {
  if (size <= limit) return
  throw unreadable(path, `it takes ${size} bytes, and timelab reads such files up to ${limit}`)
}

/** Reads a regular file of at most `limit` bytes whole. Throws an InputError that says why where it cannot. */
export function readBytes(path: string, limit: number): Uint8Array<ArrayBuffer> {
  return withRegularFile(path, (descriptor, size) => {
    checkSize(path, size, limit)
    const bytes = new Uint8Array(size)
    let done = 0
    while (done < size) {
      const count = readSync(descriptor, bytes, done, size - done, done)
      if (count === 0) break
      done += count
    }
    return bytes.subarray(0, done)
  })
}

/** Reads a text as `readBytes` does. Throws an InputError also where it is not UTF-8; a byte order mark is dropped. */
export function readText(path: string, limit: number): string {
  const bytes = readBytes(path, limit)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError(`The file ${path} is not UTF-8 text: save it in that encoding.`)
  }
}

/** The names in a folder, sorted. Throws an InputError that says why it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    const reason = systemReason(error)
    if (reason === undefined) throw error
    throw new InputError(`The folder ${folder} cannot be read: ${reason}.`, { cause: error })
  }
}

const unreadable = (path: string, why: string, cause?: unknown): InputError =>
  new InputError(`The file ${path} cannot be read: ${why}.`, { cause })

/** The InputError for a file that could not be read; an error that is none of the system's is returned as it is. */
export function readFailure(path: string, error: unknown): unknown {
  const reason = isDangling(path, error)
    ? 'it is a link to a file that is not there: give or download the file itself'
    : systemReason(error)
  return reason === undefined ? error : unreadable(path, reason, error)
}

/**
 * Whether something has this name, if only a link that leads nowhere: a file that may be left out is missing where
 * this is false, and broken where it cannot be read. Throws an InputError where the system does not say.
 */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw readFailure(path, error)
  }
}

/** What a path leads to; undefined where it leads nowhere or cannot be walked. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function isDangling(path: string, error: unknown): boolean {
  return systemCode(error) === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Writes a file whole or not at all. Throws as `replaceAtomically` does. */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  replaceAtomically(path, (temporary) => writeFileSync(temporary, bytes))
}

/**
 * Lets `write` make a file beside its place, then flushes it and renames it over `path`; a failure leaves nothing.
 * Throws an InputError that names the file and the reason where the system refuses; its `cause` is the system's error.
 */
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
    removeLeftover(temporary)
    const reason = systemReason(error)
    if (reason === undefined) throw error
    throw new InputError(`The file ${path} cannot be written: ${reason}.`, { cause: error })
  }
}

function removeLeftover(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Why it could not be written is told instead.
  }
}

/** Whether a file's name is one that `replaceAtomically` writes under: left over where a process was killed. */
export const isTemporary = (name: string): boolean => /^\..+\.\d+\.tmp$/.test(name)

/** Makes the folder and those above it. Throws an InputError that says why where the system refuses. */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    // One at a time: Node's own recursive mkdir never returns where the system denies that the parent exists.
    mkdirSync(path)
  } catch (error) {
    // Somebody else was quicker.
    if (isFolder(path)) return
    const reason = systemReason(error) ?? (error instanceof Error ? error.message : String(error))
    throw new InputError(`The folder ${path} cannot be made (${reason}): choose another.`, { cause: error })
  }
}

/** Whether there is a folder at this path, links followed; false also where the path cannot be walked. */
export const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() ?? false
