import { resolve } from 'node:path'
import type { Command } from 'commander'
import { makeReport, type ReportOptions } from '../experiments/report.ts'
import { reportFormats } from '../experiments/report-formats.ts'
import { given, oneOf } from './options.ts'
import { type PrintFlags, printTables } from './print-report.ts'

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
    .option('--reference <file>', 'take FID against these statistics (`timelab statistics`)')
    .action(printReport)
}

/** Prints a run's tables on standard output: as text for a terminal, or in a format. */
export function printReport(
  folder: string,
  { judge, reference, ...flags }: PrintFlags & ReportOptions = {},
): void {
  printTables(makeReport(resolve(folder), given({ judge, reference })), flags)
}
