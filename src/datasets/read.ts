import { basename } from 'node:path'
import { sha256 } from '../digest.ts'
import { parseCaptions } from './captions.ts'
import type { CaptionSet, DataFile, Dataset, Finding, Parsed, ProfessionSet, ReadOptions } from './dataset.ts'
import { parseDataset } from './parse-edits.ts'
import { parseProfessions } from './parse-professions.ts'
import { readTextFile } from './text-file.ts'

/** Reads a CSV file of edits (see `parseDataset`). Throws an InputError that names the file and what is wrong. */
export const readDataset = (file: string, options: ReadOptions = {}): Dataset =>
  read(file, options, parseDataset)

/** Reads a CSV file of professions (see `parseProfessions`). Throws an InputError as `readDataset` does. */
export const readProfessions = (file: string, options: ReadOptions = {}): ProfessionSet =>
  read(file, options, parseProfessions)

/** Reads a CSV file of captions, one column `caption`. Throws an InputError as `readDataset` does. */
export const readCaptionSet = (file: string, options: ReadOptions = {}): CaptionSet =>
  read(file, options, parseCaptions)

/** The captions of such a file, as they stand. */
export const readCaptions = (file: string): readonly string[] =>
  readCaptionSet(file).entries.map(({ caption }) => caption)

function read<Entry>(
  file: string,
  options: ReadOptions,
  parse: (text: string, file: string, options: ReadOptions) => Parsed<Entry>,
): DataFile<Entry> {
  const { text, bytes, assumed } = readTextFile(file)
  const { entries, findings } = parse(text, file, options)
  return {
    name: basename(file).replace(/\.csv$/i, ''),
    file,
    sha256: sha256(bytes),
    entries,
    findings: [
      ...assumed.map((message): Finding => ({ row: 1, column: '', kind: 'format', message })),
      ...findings,
    ],
  }
}
