import { InputError } from '../errors.ts'
import { type Checks, checkEditDiffers, createChecks } from './checks.ts'
import { type Columns, type CsvRow, parseCsv } from './csv.ts'
import type { Parsed, ReadOptions } from './dataset.ts'
import type { ProfessionEntry } from './entry.ts'

/**
 * Reads professions in the format of TIMED's gender file, `old,new,validation,ex1,…`, with one test prompt or
 * more. `file` is what errors call it. Throws and finds as `parseDataset` does.
 */
export function parseProfessions(
  text: string,
  file: string,
  options: ReadOptions = {},
): Parsed<ProfessionEntry> {
  const { rows, assumed } = parseCsv(text, file, professionColumns)
  const checks = createChecks(file, options)
  const entries = rows.flatMap((row) =>
    readProfession(row, testColumns([...row.places.keys()]), file, checks),
  )
  return { entries, findings: [...assumed, ...checks.findings] }
}

/** All columns of a file of professions with this header. */
export const professionColumns = (header: readonly string[]): Columns => ({
  required: ['old', 'new', 'validation', ...testColumns(header)],
  optional: [],
})

/** `ex1` to the highest that the header has, and at least `ex1`, so that gaps are reported as missing. */
function testColumns(header: readonly string[]): readonly string[] {
  const count = header.filter((column) => /^ex[1-9]\d*$/.test(column)).length
  return Array.from({ length: Math.max(1, count) }, (_, index) => `ex${index + 1}`)
}

function readProfession(
  row: CsvRow,
  columns: readonly string[],
  file: string,
  checks: Checks,
): readonly ProfessionEntry[] {
  const source = checks.text(row, 'old')
  const destination = checks.text(row, 'new')
  checkEditDiffers(file, row.row, source, destination)
  const validation = checks.text(row, 'validation')
  const prompts = columns.map((column) => [column, checks.text(row, column)] as const)
  if (!checks.keepsEntry(row.row, source, destination)) return []
  const kept = new Set(checks.keptPrompts(row.row, [['validation', validation], ...prompts]))
  const keptPrompts = prompts.filter(([column]) => kept.has(column))
  const tests = keptPrompts.map(([, prompt]) => prompt)
  if (tests.length === 0) {
    throw new InputError(
      `${file}, line ${row.row}: no test prompt is left that the validation prompt is not.`,
    )
  }
  checks.askModel(
    row.row,
    [['old', source], ['new', destination], ['validation', validation], ...keptPrompts],
    { source, destination },
  )
  return [{ row: row.row, source, destination, validation, tests }]
}
