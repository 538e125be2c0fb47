import { InputError } from '../errors.ts'
import { parseCsv } from './csv.ts'
import { readTextFile } from './text-file.ts'

/** Reads captions from a CSV file with the one column `caption`. Throws an InputError that names the file where it cannot. */
export function readCaptions(file: string): readonly string[] {
  const rows = parseCsv(readTextFile(file).text, file, () => ({ required: ['caption'], optional: [] }))
  return rows.map(({ row, fields }) => {
    const caption = fields.get('caption') ?? ''
    if (caption.trim() === '') throw new InputError(`${file}, line ${row}: the caption is empty.`)
    return caption
  })
}
