import { resolve } from 'node:path'
import Table from 'cli-table3'
import type { Command } from 'commander'
import { viewRun, withRun } from '../experiments/open-run.ts'
import { formatReport, type ReportFormat, reportFormats, showTable } from '../experiments/report-formats.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { warningsOf } from '../experiments/warnings.ts'
import { oneOf } from './options.ts'

/** `timelab report DIR`: the tables of a run, from its ledger alone. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .summary("print a run's tables")
    .description('Make the tables of the run in DIR from its ledger; nothing is drawn.')
    .argument('<dir>', 'the folder of a run')
    .option('--format <name>', reportFormats.join(', '), oneOf('--format', reportFormats))
    .action((folder: string, flags: { readonly format?: ReportFormat }) => printReport(folder, flags.format))
}

/** Prints a run's tables on standard output: as text for a terminal, or in a format. */
export function printReport(folder: string, format?: ReportFormat): void {
  const report = withRun(resolve(folder), (run, ledger) => {
    const view = viewRun(run, ledger)
    const { settings, experiment } = run
    return {
      title: `${experiment.name} on ${settings.model.name}, data set ${settings.dataset.name}, ${settings.seeds.count} seeds`,
      tables: experiment.tables(view),
      warnings: warningsOf(view),
    }
  })
  if (format) {
    process.stdout.write(formatReport(format, report.title, report.tables, report.warnings))
    return
  }
  process.stdout.write(`${report.title}\n\n${report.tables.map(terminalTable).join('\n')}`)
  for (const warning of report.warnings) process.stderr.write(`Note: ${warning}\n`)
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
