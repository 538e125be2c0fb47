import { InputError } from '../errors.ts'
import { type Checks, checkEditDiffers, createChecks } from './checks.ts'
import { type Columns, type CsvRow, parseCsv } from './csv.ts'
import type { Parsed, ReadOptions } from './dataset.ts'
import type { EditEntry, PromptPair } from './entry.ts'

/** Columns of an edit's positives, prompt and destination form, in the file's order. */
export const positiveColumns: readonly PairColumns[] = pairColumns('positive', 'gt')
/** Columns of its negatives. */
export const negativeColumns: readonly PairColumns[] = pairColumns('negative', 'gn')

/** All columns of a file of edits. */
const editColumns = (): Columns => ({
  required: ['old', 'new', ...positiveColumns.flat(), ...negativeColumns.flat()],
  optional: ['kind'],
})

/** The column of a prompt and that of its destination form. */
export type PairColumns = readonly [prompt: string, destination: string]

/**
 * Reads edits in TIMED's format, `old,new,positive1,gt1,…,positive5,gt5,negative1,gn1,…,negative5,gn5` in any
 * order, with or without a column `kind`. `file` is what errors call it.
 *
 * Throws an InputError that names file, line and column for what cannot be read; what can be read but bends the
 * measures comes back as findings.
 */
export function parseDataset(text: string, file: string, options: ReadOptions = {}): Parsed<EditEntry> {
  const { rows, assumed } = parseCsv(text, file, editColumns)
  const checks = createChecks(file, options)
  const entries = rows.flatMap((row) => readEntry(row, file, checks))
  return { entries, findings: [...assumed, ...checks.findings] }
}

function readEntry(row: CsvRow, file: string, checks: Checks): readonly EditEntry[] {
  const source = checks.text(row, 'old')
  const destination = checks.text(row, 'new')
  const kind = row.places.has('kind') ? checks.text(row, 'kind') : 'edit'
  checkEditDiffers(file, row.row, source, destination)
  const pairs = [...positiveColumns, ...negativeColumns].map(([column, form]) => ({
    column,
    form,
    prompt: checks.text(row, column),
    destination: checks.text(row, form),
  }))
  if (!checks.keepsEntry(row.row, source, destination)) return []
  const untied = pairs.filter(({ column, prompt, destination: form }) =>
    checks.keepsTie(row.row, column, prompt, form),
  )
  const prompts = untied.map(({ column, prompt }) => [column, prompt] as const)
  const columns = new Set(checks.keptPrompts(row.row, [['old', source], ...prompts]))
  const kept = untied.filter(({ column }) => columns.has(column))
  const named = (of: readonly PairColumns[]): readonly PromptPair[] =>
    kept
      .filter(({ column }) => of.some(([prompt]) => prompt === column))
      .map(({ prompt, destination: form }) => ({ prompt, destination: form }))
  const [positives, negatives] = [named(positiveColumns), named(negativeColumns)]
  if (positives.length === 0 || negatives.length === 0) {
    throw new InputError(
      `${file}, line ${row.row}: no ${positives.length ? 'negative' : 'positive'} is left without ties and repetitions.`,
    )
  }
  const texts = kept.flatMap(({ column, form, prompt, destination: text }) => [
    [column, prompt] as const,
    [form, text] as const,
  ])
  checks.askModel(row.row, [['old', source], ['new', destination], ...texts], { source, destination })
  return [{ row: row.row, kind, source, destination, positives, negatives }]
}

function pairColumns(prompt: string, destination: string): readonly PairColumns[] {
  return [1, 2, 3, 4, 5].map((number) => [`${prompt}${number}`, `${destination}${number}`] as const)
}
