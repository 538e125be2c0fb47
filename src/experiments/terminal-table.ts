import Table from 'cli-table3'
import { type ShownTable, showTable } from './report-formats.ts'
import type { ReportTable } from './run-tables.ts'

/** A table of a report as text for a terminal: its title, a box of cells, its notes a line each. */
export const terminalTable = (report: ReportTable): string =>
  `${report.title}\n${boxedTable(showTable(report))}\n${(report.notes ?? []).map((note) => `${note}\n`).join('')}`

/** A table of text in a box. */
export function boxedTable({ head, cells, numeric }: ShownTable): string {
  const table = new Table({
    head: [...head],
    colAligns: numeric.map((number) => (number ? 'right' : 'left')),
    style: { head: [], border: [] },
  })
  table.push(...cells.map((row) => [...row]))
  return table.toString()
}
