import { from } from 'arquero'
import { InputError } from '../errors.ts'
import type { EditEntry, PromptPair } from './entry.ts'
import { negativeColumns, type PairColumns, positiveColumns } from './parse-edits.ts'

/**
 * Edits as CSV in TIMED's format with the column `kind` first: what `parseDataset` reads back as the same entries,
 * a line each. Throws an InputError that names the edit where it has not five positives and five negatives.
 */
export function encodeDataset(entries: readonly EditEntry[]): string {
  if (entries.length === 0) throw new InputError('A data set without entries cannot be written.')
  return from(entries.map(fieldsOf)).toCSV()
}

function fieldsOf(entry: EditEntry): Readonly<Record<string, string>> {
  const { kind, source, destination, positives, negatives } = entry
  return {
    ...{ kind, old: source, new: destination },
    ...pairFields(entry, 'positives', positives, positiveColumns),
    ...pairFields(entry, 'negatives', negatives, negativeColumns),
  }
}

function pairFields(
  { source, destination }: EditEntry,
  what: string,
  pairs: readonly PromptPair[],
  columns: readonly PairColumns[],
): Readonly<Record<string, string>> {
  if (pairs.length !== columns.length) {
    throw new InputError(
      `"${source}" -> "${destination}" has ${pairs.length} ${what}, where a file of edits holds ${columns.length}.`,
    )
  }
  return Object.fromEntries(
    columns.flatMap(([prompt, form], index) => [
      [prompt, pairs[index]?.prompt ?? ''],
      [form, pairs[index]?.destination ?? ''],
    ]),
  )
}
