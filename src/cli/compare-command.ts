import { resolve } from 'node:path'
import type { Command } from 'commander'
import { compareFolders } from '../experiments/compare-folders.ts'
import type { ReportOptions } from '../experiments/report.ts'
import { reportFormats } from '../experiments/report-formats.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { oneOf } from './options.ts'
import { type PrintFlags, printTables } from './print-report.ts'

interface CompareFlags extends PrintFlags, ReportOptions {
  readonly json?: true
}

/** `timelab compare FIRST SECOND`: two runs on the samples that they share. */
export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .summary('compare two runs on the samples that they share')
    .description(
      'Pair the samples of two runs by what they ask (entry, prompts, measure, seed, method), whatever models, lambdas or\nmethods drew them, and say what SECOND minus FIRST is.',
    )
    .argument('<first>', 'the folder of a run')
    .argument('<second>', 'the folder of another')
    .option(
      '--format <name>',
      `${reportFormats.join(', ')} (default: text for a terminal)`,
      oneOf('--format', reportFormats),
    )
    .option('--json', 'the same as --format json')
    .option('--table <name>', 'one table alone (default: all short ones)')
    .option(
      '--judge <name>',
      'one that has seen both runs (`npx timelab rescore`), by its name or digest (default: each run’s own)',
    )
    .action((first: string, second: string, { judge, json, ...flags }: CompareFlags) => {
      const report = compareFolders(resolve(first), resolve(second), judge === undefined ? {} : { judge })
      printTables(report, json ? { ...flags, format: 'json' } : flags)
    })
  refuseIdleFlags(command, [
    {
      flags: ['--json'],
      because: ({ gave }) => (gave('--format') ? 'beside --format: give one of them' : undefined),
    },
  ])
  addExamples(command, 'compare runs/table2 runs/other')
}
