import type { ColumnTable } from 'arquero'
import type { ShownTable } from '../../experiments/report-formats.ts'
import { hasMethods, htmlBundle, type Kind } from '../kind.ts'

/** Rows that are shown before a table is cut. */
const LIMIT = 100

/** An arquero table: every column, its first rows, numbers of one column with the same decimals. */
export const columnTable: Kind<ColumnTable> = {
  fits: (value): value is ColumnTable => hasMethods(value, 'columnNames', 'numRows', 'objects', 'getter'),
  async bundle(table) {
    const { htmlTable } = await import('../html.ts')
    const { boxedTable } = await import('../../experiments/terminal-table.ts')
    const shown = shownTable(table)
    const [rows, columns] = [table.numRows(), table.numCols()]
    const extent = `${rows} rows, ${columns} columns${rows > LIMIT ? `; the first ${LIMIT} rows are shown` : ''}`
    return htmlBundle(
      `${htmlTable(shown)}\n<p><small>${extent}</small></p>`,
      `${boxedTable(shown)}\n${extent}`,
    )
  },
}

function shownTable(table: ColumnTable): ShownTable {
  const head = table.columnNames()
  const count = Math.min(LIMIT, table.numRows())
  const columns = head.map((name) => {
    const get = table.getter(name)
    return Array.from({ length: count }, (_, row): unknown => get(row))
  })
  const texts = columns.map(columnText)
  return {
    head,
    cells: Array.from({ length: count }, (_, row) => texts.map((column) => column[row] ?? '')),
    numeric: columns.map((values) => values.some((value) => typeof value === 'number')),
  }
}

/** Values of one column: the decimals that its numbers need, at most four; none known is an empty cell. */
function columnText(values: readonly unknown[]): readonly string[] {
  const numbers = values.filter((value) => typeof value === 'number').filter(Number.isFinite)
  const decimals = Math.max(0, ...numbers.map(decimalsOf))
  const tiny = numbers.some((value) => value !== 0 && Math.abs(value) < 1e-3)
  return values.map((value) => {
    if (value === null || value === undefined) return ''
    if (typeof value === 'number') return tiny ? `${+value.toPrecision(4)}` : value.toFixed(decimals)
    if (value instanceof Date) return value.toISOString()
    return typeof value === 'object' ? (JSON.stringify(value) ?? String(value)) : String(value)
  })
}

/** Decimals that a number needs, up to four. */
const decimalsOf = (value: number): number =>
  [0, 1, 2, 3].find((places) => Number(value.toFixed(places)) === value) ?? 4
