import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { parseCsv } from './csv.ts'

/** Reads captions from a CSV file with the one column `caption`. Throws an InputError that names the file where it cannot. */
export function readCaptions(file: string): readonly string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(
      `The captions ${file} cannot be read (${reason}): give a CSV file with a column "caption".`,
    )
  }
  const rows = parseCsv(text, file, () => ({ required: ['caption'], optional: [] }))
  return rows.map(({ row, fields }) => {
    const caption = fields.get('caption') ?? ''
    if (caption.trim() === '') throw new InputError(`${file}, line ${row}: the caption is empty.`)
    return caption
  })
}
