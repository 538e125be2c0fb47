import fc from 'fast-check'
import type { EditEntry, PromptPair } from './entry.ts'

/** A sound entry for tests to bend: a rose that turns blue. */
export const roseEntry: EditEntry = {
  row: 2,
  kind: 'colour',
  source: 'A rose',
  destination: 'A blue rose',
  positives: blue('A field of roses', 'A rose, pixel art', 'A "wild" rose', 'A rose at night', 'Roses'),
  negatives: blue('A tulip', 'A peony', 'A lily', 'A strawberry', 'A car'),
}

function blue(...prompts: readonly string[]): readonly PromptPair[] {
  return prompts.map((prompt) => ({ prompt, destination: `${prompt} in blue` }))
}

/** The header of TIMED's files of edits. */
export const editColumns: readonly string[] = [
  'old',
  'new',
  ...[1, 2, 3, 4, 5].flatMap((number) => [`positive${number}`, `gt${number}`]),
  ...[1, 2, 3, 4, 5].flatMap((number) => [`negative${number}`, `gn${number}`]),
]

/** An entry's fields by column. */
export function fieldsOf({ kind, source, destination, positives, negatives }: EditEntry): Fields {
  const numbered = (pairs: readonly PromptPair[], prompt: string, form: string) =>
    pairs.flatMap((pair, index) => [
      [`${prompt}${index + 1}`, pair.prompt],
      [`${form}${index + 1}`, pair.destination],
    ])
  return Object.fromEntries([
    ['kind', kind],
    ['old', source],
    ['new', destination],
    ...numbered(positives, 'positive', 'gt'),
    ...numbered(negatives, 'negative', 'gn'),
  ])
}

export type Fields = Readonly<Record<string, string>>

/** CSV of these columns, every field in quotes, so that it shares nothing with the reader under test. */
export function csvOf(
  rows: readonly Fields[],
  columns: readonly string[] = editColumns,
  lineBreak = '\n',
): string {
  const line = (fields: readonly string[]) =>
    fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((fields) => line(fields) + lineBreak)
    .join('')
}

const word = fc
  .string({
    unit: fc.constantFrom('a', 'B', 'é', '"', ',', '\n', "'", ';', ' ', '花'),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() !== '')
const pair: fc.Arbitrary<PromptPair> = fc.record(
  { prompt: word, destination: word },
  { noNullPrototype: true },
)
const five = fc.array(pair, { minLength: 5, maxLength: 5 })

/** Entries of texts that CSV finds hard, on row 0. */
export const arbitraryEntry: fc.Arbitrary<EditEntry> = fc
  .tuple(word, word, fc.constantFrom(' in blue', ', "red"'), five, five)
  .map(([kind, source, addition, positives, negatives]) => ({
    ...{ row: 0, kind, source, destination: `${source}${addition}` },
    ...{ positives, negatives },
  }))
