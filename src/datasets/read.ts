import { basename } from 'node:path'
import { sha256 } from '../digest.ts'
import type { DataFile, Dataset, Parsed, ProfessionSet, ReadOptions } from './dataset.ts'
import { parseDataset } from './parse-edits.ts'
import { parseProfessions } from './parse-professions.ts'
import { readTextFile } from './text-file.ts'

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
  const { text, bytes } = readTextFile(file)
  return {
    name: basename(file).replace(/\.csv$/i, ''),
    file,
    sha256: sha256(bytes),
    ...parse(text, file, options),
  }
}
