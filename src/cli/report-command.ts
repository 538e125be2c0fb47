import { resolve } from 'node:path'
import type { ColumnTable } from 'arquero'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import type { ReportOptions } from '../experiments/report.ts'
import { reportFormats } from '../experiments/report-formats.ts'
import { sampleTable } from '../experiments/sample-table.ts'
import { readSettings } from '../runs/run-folder.ts'
import { type SeenPage, seePage, writeSeenPage } from '../viewer/write-page.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { given, oneOf } from './options.ts'
import { type PrintFlags, printTables } from './print-report.ts'

/** `timelab report DIR`: the tables of a run, from its ledger alone. */
export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .summary("print a run's tables")
    .description('Make the tables of the run in DIR from its ledger, and its page anew; nothing is drawn.')
    .argument('<dir>', 'the folder of a run')
    .option(
      '--format <name>',
      `${reportFormats.join(', ')} (default: text for a terminal)`,
      oneOf('--format', reportFormats),
    )
    .option('--table <name>', 'one table alone (default: all short ones)')
    .option(
      '--judge <name>',
      'as another judge sees it (`npx timelab rescore`), by its name or digest (default: the run’s own)',
    )
    .option(
      '--reference <file>',
      'take FID against these statistics (`npx timelab statistics`) (default: the run’s own)',
    )
    .option(
      '--figures <folder>',
      "write its figures there as SVG, PNG and vega-lite's JSON (default: none are written)",
    )
    .option(
      '--samples <format>',
      'every judged sample instead of the tables: csv or json (default: the tables)',
      oneOf('--samples', ['csv', 'json']),
    )
    .action(async (folder: string, { judge, reference, figures, samples, ...flags }: ReportFlags) => {
      if (reference !== undefined && readSettings(resolve(folder)).captions === null) {
        throw new InputError(
          `--reference has no effect on ${folder}, which has no captions to take FID of: leave it out.`,
        )
      }
      const seen = seePage(resolve(folder), given({ judge, reference }))
      if (samples === undefined) printTables(seen.report, flags)
      else process.stdout.write(formatSamples(samples, sampleTable(seen.view)))
      if (figures !== undefined) await drawFigures(resolve(figures), seen)
      await refreshPage(resolve(folder), seen)
    })
  refuseIdleFlags(command, [
    {
      flags: ['--format', '--table'],
      because: ({ gave }) =>
        gave('--samples')
          ? 'beside --samples, which takes the place of the tables: leave --format and --table out'
          : undefined,
    },
  ])
  addExamples(command, 'report runs/table2', 'report runs/table2 --format latex --table table2')
}

type ReportFlags = PrintFlags &
  ReportOptions & { readonly figures?: string; readonly samples?: 'csv' | 'json' }

const formatSamples = (format: 'csv' | 'json', table: ColumnTable): string =>
  format === 'csv' ? table.toCSV() : `${JSON.stringify(table.objects(), null, 2)}\n`

/** Writes a run's figures and says which, on standard error. What draws them is loaded for who asks for them. */
async function drawFigures(folder: string, { view, report }: SeenPage): Promise<void> {
  const [{ chartsOf }, { writeFigures }] = await Promise.all([
    import('../charts/figures.ts'),
    import('../charts/write-figures.ts'),
  ])
  const charts = chartsOf(view, report.tables)
  await writeFigures(charts, folder)
  const names = charts.map(({ name }) => name)
  process.stderr.write(
    names.length > 0
      ? `Figures in ${folder}: ${names.join(', ')}\n`
      : 'Note: there is nothing to draw yet.\n',
  )
}

/** Writes a run's page and says where it is, on standard error; a folder that cannot be written keeps the one it has. */
async function refreshPage(folder: string, seen: SeenPage): Promise<void> {
  try {
    process.stderr.write(`Page: ${await writeSeenPage(folder, seen)}\n`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`Note: the page cannot be written (${reason}).\n`)
  }
}
