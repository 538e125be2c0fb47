import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { InputError } from '../errors.ts'
import type { DataFile, Dataset, Parsed, ProfessionSet, ReadOptions } from './dataset.ts'
import { parseDataset } from './parse-edits.ts'
import { parseProfessions } from './parse-professions.ts'

/** Reads a CSV file of edits (see `parseDataset`). Throws an InputError that names the file and what is wrong. */
export const readDataset = (file: string, options: ReadOptions = {}): Dataset =>
  read(file, options, parseDataset)

/** Reads a CSV file of professions (see `parseProfessions`). Throws an InputError as `readDataset` does. */
export const readProfessions = (file: string, options: ReadOptions = {}): ProfessionSet =>
  read(file, options, parseProfessions)

function read<Entry>(
  file: string,
  options: ReadOptions,
  parse: (text: string, file: string, options: ReadOptions) => Parsed<Entry>,
): DataFile<Entry> {
  const bytes = readBytes(file)
  return {
    name: basename(file).replace(/\.csv$/i, ''),
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...parse(decode(bytes, file), file, options),
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error)
    throw new InputError(`The data set ${file} cannot be read: ${reason}.`)
  }
}

function decode(bytes: Uint8Array, file: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return decoder.decode(bytes)
  } catch {
    throw new InputError(
      `${file}, line ${firstBadLine(bytes, decoder)}: not UTF-8 text; save the file in that encoding.`,
    )
  }
}

function firstBadLine(bytes: Uint8Array, decoder: TextDecoder): number {
  const lineFeed = 10
  for (let line = 1, start = 0; ; line += 1) {
    const end = bytes.indexOf(lineFeed, start)
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end))
    } catch {
      return line
    }
    if (end < 0) return line
    start = end + 1
  }
}
