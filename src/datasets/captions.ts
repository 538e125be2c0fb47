import { createChecks } from './checks.ts'
import { type Columns, parseCsv } from './csv.ts'
import type { Parsed, ReadOptions } from './dataset.ts'
import type { CaptionEntry } from './entry.ts'

/** The one column of a file of captions. */
export const captionColumns = (): Columns => ({ required: ['caption'], optional: [] })

/** Reads captions. `file` is what errors call it. Throws and finds as `parseDataset` does. */
export function parseCaptions(text: string, file: string, options: ReadOptions = {}): Parsed<CaptionEntry> {
  const { rows, assumed } = parseCsv(text, file, captionColumns)
  const checks = createChecks(file, options)
  const entries = rows.map((row) => {
    const caption = checks.text(row, 'caption')
    checks.askModel(row.row, [['caption', caption]])
    return { row: row.row, caption }
  })
  return { entries, findings: [...assumed, ...checks.findings] }
}
