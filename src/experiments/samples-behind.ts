import type { SampleFilter, SamplesBehind } from './sample-filter.ts'
import type { Row } from './table-rows.ts'

const measures = ['efficacy', 'generality', 'specificity']

/**
 * The samples behind tables of measures: in a row of some samples (null for rows of the paper), a measure's column stands on
 * those of the measure, and the harmonic mean on those of generality and specificity.
 */
export function behindMeasures(
  rows: readonly Row[],
  ofRow: (row: Row) => SampleFilter | null,
): SamplesBehind {
  return behindRows(rows, ofRow, (column, filter) => {
    if (measures.includes(column)) return { ...filter, measure: column, counts: 'success' }
    return column === 'harmonic_mean' ? { ...filter, measures: ['generality', 'specificity'] } : null
  })
}

/** The samples behind a table whose row and column each narrow them down. */
export function behindRows(
  rows: readonly Row[],
  ofRow: (row: Row) => SampleFilter | null,
  ofColumn: (column: string, filter: SampleFilter, row: Row) => SampleFilter | null,
): SamplesBehind {
  return (index, column) => {
    const row = rows[index]
    const filter = row && row[column] !== null && row[column] !== undefined ? ofRow(row) : null
    return row && filter ? ofColumn(column, filter, row) : null
  }
}
