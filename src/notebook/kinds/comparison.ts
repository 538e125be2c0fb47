import type { ComparisonRow } from '../../experiments/edit-comparison.ts'
import type { PictureGrid } from '../../images/grid.ts'
import { isRecord, type Kind } from '../kind.ts'
import { gridBundle, pictures } from './pictures.ts'

/** A comparison's row as it is shown; the oracle may be missing. */
export type ComparedRow = Pick<ComparisonRow, 'prompt' | 'before' | 'after' | 'verdicts'> &
  Partial<Pick<ComparisonRow, 'destination' | 'oracle'>>

/** What `compareEdit` gives: before, after and oracle side by side, with the judge's verdicts in words. */
export const comparison: Kind<readonly ComparisonRow[]> = {
  fits: (value): value is readonly ComparisonRow[] =>
    Array.isArray(value) && value.length > 0 && value.every(isComparison),
  bundle: (rows) => gridBundle({ ...comparedGrid(rows, 'Before and after the edit'), enlarge: false }),
}

/** The grid of a comparison: a row a prompt, its destination form below it, a column a seed. */
export function comparedGrid(rows: readonly ComparedRow[], title: string): PictureGrid {
  const columns = (rows[0]?.before ?? []).map(({ seed }) => String(seed))
  const oracle = rows.some((row) => row.oracle)
  const narrow = columns.length < 2
  return {
    title,
    subtitle: 'columns are seeds',
    groups: [
      { heading: narrow ? 'before' : 'before the edit', columns },
      { heading: narrow ? 'after' : 'after the edit', columns },
      ...(oracle ? [{ heading: narrow ? 'outright' : 'said outright', columns }] : []),
    ],
    rows: rows.map((row) => ({
      label: row.prompt,
      ...noteOf(row),
      pictures: [row.before, row.after, ...(row.oracle ? [row.oracle] : [])],
    })),
  }
}

function noteOf({ destination, verdicts }: ComparedRow): { readonly note?: string } {
  const percent = (share: number) => `${Math.round(100 * share)} %`
  const judged = verdicts
    ? `seen as the destination: ${percent(verdicts.before.destination)}, then ${percent(verdicts.after.destination)}`
    : ''
  const note = [destination, judged].filter((part) => part).join('; ')
  return note ? { note } : {}
}

const isComparison = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.prompt === 'string' &&
  typeof value.destination === 'string' &&
  [value.before, value.after, value.oracle].every(pictures.fits)
