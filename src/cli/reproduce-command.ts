import { join } from 'node:path'
import type { Command } from 'commander'
import { loadMethod } from '../editing/method.ts'
import { InputError } from '../errors.ts'
import type { Experiment } from '../experiments/experiment.ts'
import { experiments, findExperiment } from '../experiments/experiments.ts'
import { makeReport } from '../experiments/report.ts'
import { type RunPageKeeper, reproduce } from '../experiments/reproduce.ts'
import type { Model } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { checkRedis } from '../runs/redis.ts'
import { parseSize } from '../sampling/size.ts'
import { keepPage } from '../viewer/keep-page.ts'
import {
  addEngineOptions,
  addSamplingOptions,
  addSeedOptions,
  engineRules,
  seedRules,
} from './drawing-options.ts'
import { addEditOptions, alsoPairs, editRules, editSettings } from './edit-options.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { limits } from './limits.ts'
import { given, wholeNumber } from './options.ts'
import { checkOutFolder } from './out-folder.ts'
import { printTables } from './print-report.ts'
import { executorOf } from './reproduce-executor.ts'
import type { ReproduceFlags } from './reproduce-flags.ts'
import { defaultCaptions, inputsOf } from './reproduce-inputs.ts'
import { reproduceRules } from './reproduce-rules.ts'
import { needModelJudge, withModel } from './session.ts'

/** `timelab reproduce EXPERIMENT`: runs a table or an appendix of the paper, going on from what is there. */
export function addReproduceCommand(program: Command, signal: AbortSignal): void {
  const list = Object.values(experiments).map(({ name, summary }) => `  ${name.padEnd(11)} ${summary}`)
  const command = program
    .command('reproduce')
    .summary("run one of the paper's experiments")
    .description(
      `Draw and judge all that EXPERIMENT needs, and print its tables.\nCalled again, it goes on from what is there; with more seeds or entries, another lambda or method, it grows.\n\n${list.join('\n')}`,
    )
    .argument('<experiment>', Object.keys(experiments).join(', '))
    .option('--run <folder>', 'where everything is kept (default: runs/EXPERIMENT)')
    .option(
      '--dataset <file>',
      'a CSV file in TIMED’s format (default: the one that comes with the emoji model)',
    )
    .option('--normalise', 'trim blanks and leave out pairs that the judge cannot tell apart')
    .option(
      '--limit <n>',
      'take the first n entries only (default: all)',
      wholeNumber('--limit', 1, limits.entries),
    )
    .option(
      '--method <file>',
      'edit by a method of your own: a module that exports { name, edit } (default: TIME)',
    )
    .option(
      '--judge <folder>',
      'a CLIP in transformers.js layout (default: the one that comes with the model)',
    )
    .option(
      '--captions <n>',
      `captions that each edited model draws for CLIP Score and FID; 0 for none (default: ${defaultCaptions}, none without a file of them)`,
      wholeNumber('--captions', 0, limits.captions),
    )
    .option(
      '--captions-file <file>',
      'a CSV file with a column "caption" (default: the one that comes with the emoji model)',
    )
    .option(
      '--reference <file>',
      'statistics of real pictures for FID (`npx timelab statistics`) (default: those that come with the emoji model)',
    )
    .option(
      '--reuse <folders...>',
      'other runs, whose pictures are taken over where they are the same (default: none)',
    )
    .option(
      '--queue <url>',
      'have workers draw (`npx timelab worker`), through a Redis such as redis://host:6379 (default: draw here)',
    )
    .option('--no-pictures', 'do not keep the PNG files; other judges cannot score the run then')
    .option('--json', 'print the tables as one JSON object')
    .action(async (name: string, flags: ReproduceFlags) => {
      const experiment = findExperiment(name)
      const lambdas = flags.lambda ?? []
      if (experiment.edits !== 'sweep' && lambdas.length > 1) {
        throw new InputError(
          `${name} edits with one lambda and --lambda names ${lambdas.length}: give one, or sweep them with \`npx timelab reproduce table4 --lambda ${lambdas.join(',')}\`.`,
        )
      }
      if (flags.queue !== undefined) await checkRedis(flags.queue)
      await withModel(flags, (model) => runReproduce(model, experiment, flags, signal))
    })
  addSeedOptions(command, 24)
  addEditOptions(
    command,
    'default: the model’s own; appendix-f: the paper’s 1000; table4 sweeps, by default the paper’s eight',
  )
  addSamplingOptions(command)
  addEngineOptions(command)
  refuseIdleFlags(command, [...reproduceRules, ...editRules, ...seedRules, ...engineRules])
  addExamples(
    command,
    'reproduce table2 --seeds 2 --limit 3 --captions 2 --run runs/first',
    'reproduce table4 --lambda 1,100,10000 --seeds 0-7',
    'reproduce appendix-d --dataset datasets/emoji/test.csv --run runs/filter',
  )
}

function keepRunPage(folder: string): RunPageKeeper {
  let told = false
  return keepPage(folder, {
    onWritten: () => {
      if (!told) process.stderr.write(`Page: ${join(folder, 'index.html')}\n`)
      told = true
    },
    onProblem: (reason) => process.stderr.write(`Note: the page cannot be written (${reason}).\n`),
  })
}

async function runReproduce(
  model: Model,
  experiment: Experiment,
  flags: ReproduceFlags,
  signal: AbortSignal,
): Promise<void> {
  const folder = checkOutFolder(flags.run ?? join('runs', experiment.name), '--run')
  const judge = await needModelJudge(model, flags.judge)
  const method = flags.method === undefined ? undefined : await loadMethod(flags.method)
  const progress = startProgress('Drawing and judging')
  const warnings: string[] = []
  try {
    await reproduce(experiment.name, {
      model,
      judge,
      into: folder,
      ...inputsOf(experiment, flags),
      seeds: flags.seeds,
      seed: flags.seed,
      sampling: given({
        steps: flags.steps,
        guidance: flags.guidance,
        scheduler: flags.scheduler,
        pixels: flags.pixels,
        ...(flags.size === undefined ? {} : parseSize(flags.size)),
      }),
      edit: {
        ...editSettings(flags),
        ...(experiment.edits === 'sweep' ? {} : given({ lambda: flags.lambda?.[0] })),
      },
      also: alsoPairs(flags),
      ...given({
        preserve: flags.preserve,
        lambdas: experiment.edits === 'sweep' ? flags.lambda : undefined,
      }),
      keepPictures: flags.pictures,
      ...given({ method, reuse: flags.reuse, batch: flags.batch, limit: flags.limit }),
      ...(await executorOf(model, judge, folder, flags, method)),
      page: keepRunPage,
      signal,
      onProgress: progress.update,
      onWarning: (line) => {
        warnings.push(line)
        process.stderr.write(`Note: ${line}\n`)
      },
    })
  } finally {
    progress.stop()
    await judge.close()
  }
  const report = makeReport(folder)
  if (flags.json) printTables({ ...report, warnings: [...warnings, ...report.warnings] }, { format: 'json' })
  else printTables(report)
}
