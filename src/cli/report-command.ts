import { resolve } from 'node:path'
import Table from 'cli-table3'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { makeReport, type Report } from '../experiments/report.ts'
import { formatReport, type ReportFormat, reportFormats, showTable } from '../experiments/report-formats.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { oneOf } from './options.ts'

interface ReportFlags {
  readonly format?: ReportFormat
  readonly table?: string
  readonly judge?: string
}

/** `timelab report DIR`: the tables of a run, from its ledger alone. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .summary("print a run's tables")
    .description('Make the tables of the run in DIR from its ledger; nothing is drawn.')
    .argument('<dir>', 'the folder of a run')
    .option('--format <name>', reportFormats.join(', '), oneOf('--format', reportFormats))
    .option('--table <name>', 'one table alone')
    .option('--judge <name>', 'as another judge sees it (`timelab rescore`), by its name or digest')
    .action(printReport)
}

/** Prints a run's tables on standard output: as text for a terminal, or in a format. */
export function printReport(folder: string, { format, table: name, judge }: ReportFlags = {}): void {
  const report = makeReport(resolve(folder), judge === undefined ? {} : { judge })
  const tables = name === undefined ? report.tables : [findTable(report, name)]
  if (format) {
    process.stdout.write(formatReport(format, { ...report, tables }))
    return
  }
  const short = tables.filter(({ long }) => name !== undefined || !long)
  process.stdout.write(`${report.title}\n\n${short.map(terminalTable).join('\n')}`)
  for (const long of tables.filter((table) => !short.includes(table))) {
    process.stdout.write(`\n${long.title}: --table ${long.name}\n`)
  }
  for (const warning of report.warnings) process.stderr.write(`Note: ${warning}\n`)
}

function findTable({ tables }: Report, name: string): ReportTable {
  const found = tables.find((table) => table.name === name)
  if (found) return found
  throw new InputError(
    `The report has no table "${name}"; it has ${tables.map((table) => table.name).join(', ')}.`,
  )
}

function terminalTable(report: ReportTable): string {
  const { head, cells, numeric } = showTable(report)
  const table = new Table({
    head: [...head],
    colAligns: numeric.map((number) => (number ? 'right' : 'left')),
    style: { head: [], border: [] },
  })
  table.push(...cells.map((row) => [...row]))
  return `${report.title}\n${table.toString()}\n${(report.notes ?? []).map((note) => `${note}\n`).join('')}`
}
