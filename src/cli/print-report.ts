import { InputError } from '../errors.ts'
import type { Report } from '../experiments/report.ts'
import { formatReport, type ReportFormat } from '../experiments/report-formats.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { terminalTable } from '../experiments/terminal-table.ts'
import { printable } from '../quote.ts'

export interface PrintFlags {
  readonly format?: ReportFormat
  readonly table?: string
}

/** Characters in a line of the terminal; 80 where the output goes elsewhere. */
export const terminalWidth = (): number => process.stdout.columns ?? 80

/** Prints a report, or one table of it, on standard output: as text for a terminal, or in a format. */
export function printTables(report: Report, { format, table: name }: PrintFlags = {}): void {
  const tables = name === undefined ? report.tables : [findTable(report, name)]
  if (format) {
    process.stdout.write(formatReport(format, { ...report, tables }))
    return
  }
  const short = tables.filter(({ long }) => name !== undefined || !long)
  process.stdout.write(
    `${printable(report.title)}\n\n${short.map((table) => terminalTable(table, terminalWidth())).join('\n')}`,
  )
  for (const long of tables.filter((table) => !short.includes(table))) {
    process.stdout.write(`\n${long.title}: --table ${long.name}\n`)
  }
  for (const warning of report.warnings) process.stderr.write(`Note: ${printable(warning)}\n`)
}

function findTable({ tables }: Report, name: string): ReportTable {
  const found = tables.find((table) => table.name === name)
  if (found) return found
  throw new InputError(
    `The report has no table "${name}"; it has ${tables.map((table) => table.name).join(', ')}.`,
  )
}
