import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { type LoadedMethod, loadMethod } from '../editing/method.ts'
import { InputError } from '../errors.ts'
import type { Judge } from '../evaluation/judge.ts'
import { experiments, findExperiment } from '../experiments/experiments.ts'
import { defaultBatch, type ReproduceOptions, reproduce } from '../experiments/reproduce.ts'
import type { Model } from '../models/model.ts'
import { arrangementsToTry } from '../runs/arrangements.ts'
import { createCalibratingExecutor } from '../runs/calibrate.ts'
import type { Executor } from '../runs/executor.ts'
import { createPerform } from '../runs/perform.ts'
import { createQueueExecutor } from '../runs/queue-executor.ts'
import { checkRedis } from '../runs/redis.ts'
import { describeRun, drawerOf } from '../runs/run-descriptor.ts'
import { runIdentity } from '../runs/run-id.ts'
import type { Sampling } from '../runs/unit.ts'
import { parseSize } from '../sampling/size.ts'
import {
  addEngineOptions,
  addSamplingOptions,
  type EngineFlags,
  type SamplingFlags,
} from './drawing-options.ts'
import { numberAbove, oneOf, wholeNumber } from './options.ts'
import { checkOutFolder } from './out-folder.ts'
import { startProgress } from './progress.ts'
import { printReport } from './report-command.ts'
import { needModelJudge, openModel, withModel } from './session.ts'

interface ReproduceFlags extends EngineFlags, SamplingFlags {
  readonly dataset?: string
  readonly normalise?: true
  readonly run?: string
  readonly seeds: number
  readonly seed: number
  readonly limit?: number
  readonly lambda?: number
  readonly only?: 'keys' | 'values'
  readonly augment: boolean
  readonly method?: string
  readonly judge?: string
  readonly captions?: number
  readonly captionsFile?: string
  readonly reference?: string
  readonly pictures: boolean
  readonly reuse?: readonly string[]
  readonly queue?: string
  readonly json?: true
}

/** `timelab reproduce EXPERIMENT`: runs a table or an appendix of the paper, going on from what is there. */
export function addReproduceCommand(program: Command, signal: AbortSignal): void {
  const list = Object.values(experiments).map(({ name, summary }) => `  ${name.padEnd(11)} ${summary}`)
  const command = program
    .command('reproduce')
    .summary("run one of the paper's experiments")
    .description(
      `Draw and judge all that EXPERIMENT needs, and print its tables.\nCalled again with the same settings, it goes on from what is there.\n\n${list.join('\n')}`,
    )
    .argument('<experiment>', Object.keys(experiments).join(', '))
    .option('--run <folder>', 'where everything is kept (default: runs/EXPERIMENT)')
    .option(
      '--dataset <file>',
      'a CSV file in TIMED’s format (default: the one that comes with the emoji model)',
    )
    .option('--normalise', 'trim blanks and leave out pairs that the judge cannot tell apart')
    .option('--seeds <n>', 'pictures of each prompt', wholeNumber('--seeds', 1), 24)
    .option('--seed <n>', 'the first seed', wholeNumber('--seed', 0), 0)
    .option('--limit <n>', 'take the first n entries only', wholeNumber('--limit', 1))
    .option(
      '--lambda <λ>',
      'of the edits (default: the model’s own; appendix-f: the paper’s 1000)',
      numberAbove('--lambda', 0),
    )
    .option('--only <matrices>', 'edit keys or values alone', oneOf('--only', ['keys', 'values']))
    .option('--no-augment', 'leave out the augmented prompts (paper, App. C)')
    .option('--method <file>', 'edit by a method of your own: a module that exports { name, edit }')
    .option(
      '--judge <folder>',
      'a CLIP in transformers.js layout (default: the one that comes with the model)',
    )
    .option(
      '--captions <n>',
      'captions that each edited model draws for CLIP Score and FID; 0 for none',
      wholeNumber('--captions', 0),
    )
    .option('--captions-file <file>', 'a CSV file with a column "caption"')
    .option('--reference <file>', 'statistics of real pictures for FID (`timelab statistics`)')
    .option('--reuse <folders...>', 'other runs, whose pictures are taken over where they are the same')
    .option(
      '--queue <url>',
      'have workers draw (`timelab worker`), through a Redis such as redis://host:6379',
    )
    .option('--no-pictures', 'do not keep the PNG files; other judges cannot score the run then')
    .option('--json', 'print the tables as one JSON object')
    .action(async (name: string, flags: ReproduceFlags) => {
      findExperiment(name)
      if (flags.queue !== undefined) await checkRedis(flags.queue)
      await withModel(flags, (model) => runReproduce(model, name, flags, signal))
    })
  addSamplingOptions(command)
  addEngineOptions(command)
}

async function runReproduce(
  model: Model,
  name: string,
  flags: ReproduceFlags,
  signal: AbortSignal,
): Promise<void> {
  const folder = checkOutFolder(flags.run ?? join('runs', name))
  const judge = await needModelJudge(model, flags.judge)
  const method = flags.method === undefined ? undefined : await loadMethod(flags.method)
  const progress = startProgress('Drawing and judging')
  try {
    await reproduce(name, {
      model,
      judge,
      into: folder,
      ...inputsOf(name, flags),
      seeds: flags.seeds,
      seed: flags.seed,
      sampling: {
        ...(flags.steps === undefined ? {} : { steps: flags.steps }),
        ...(flags.guidance === undefined ? {} : { guidance: flags.guidance }),
        ...(flags.scheduler === undefined ? {} : { scheduler: flags.scheduler }),
        ...(flags.size === undefined ? {} : parseSize(flags.size)),
        ...(flags.pixels === undefined ? {} : { pixels: flags.pixels }),
      },
      edit: {
        augment: flags.augment,
        ...(flags.lambda === undefined ? {} : { lambda: flags.lambda }),
        ...(flags.only === undefined ? {} : { only: flags.only }),
      },
      ...(method ? { method } : {}),
      keepPictures: flags.pictures,
      ...(flags.reuse === undefined ? {} : { reuse: flags.reuse }),
      ...(await executorOf(model, judge, folder, flags, method)),
      ...(flags.batch === undefined ? {} : { batch: flags.batch }),
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
      signal,
      onProgress: progress.update,
    })
  } finally {
    progress.stop()
    await judge.close()
  }
  printReport(folder, flags.json ? { format: 'json' } : {})
}

/** Where the flags have pictures drawn; nothing where that is this process, just as it was told. */
async function executorOf(
  model: Model,
  judge: Judge,
  folder: string,
  flags: ReproduceFlags,
  method: LoadedMethod | undefined,
): Promise<Pick<ReproduceOptions, 'executor'>> {
  const { queue } = flags
  if (queue !== undefined) {
    const drawer = await drawerOf(model, judge, method)
    const onNotice = (notice: string) => process.stderr.write(`${notice}\n`)
    return {
      executor: (sampling) =>
        createQueueExecutor({
          url: queue,
          run: describeRun(runIdentity(folder), drawer, sampling),
          onNotice,
        }),
    }
  }
  if (flags.batch !== undefined || flags.threads !== undefined) return {}
  return { executor: (sampling) => calibrating(model, judge, sampling, flags, method) }
}

/** Draws in the arrangement that is fastest here, which is found on the run's own first pictures. */
function calibrating(
  model: Model,
  judge: Judge,
  sampling: Sampling,
  flags: ReproduceFlags,
  method: LoadedMethod | undefined,
): Executor {
  return createCalibratingExecutor({
    arrangements: arrangementsToTry(defaultBatch(model, sampling), model, { device: flags.device }),
    open: async ({ sessions, threads }) => {
      const same = sessions === model.lanes
      const station = same ? model : await openModel({ ...flags, threads }, sessions)
      return {
        perform: createPerform(station, judge, sampling, method && [method]),
        close: async () => {
          if (!same) await station.close()
        },
      }
    },
    onChosen: ([best]) => {
      if (!best) return
      const { sessions, threads, batch } = best.arrangement
      process.stderr.write(
        `Calibrated: ${sessions} x ${threads} threads, ${batch} pictures a batch, ${best.picturesPerSecond.toFixed(1)} pictures a second\n`,
      )
    },
  })
}

const shipped = fileURLToPath(new URL('../../datasets/emoji', import.meta.url))

/** The data set and the captions of the flags, or those that come with the emoji model. */
function inputsOf(
  name: string,
  flags: ReproduceFlags,
): Pick<ReproduceOptions, 'dataset' | 'normalise' | 'captions' | 'reference'> {
  const experiment = findExperiment(name)
  const own = flags.model === 'emoji'
  const dataset = flags.dataset ?? (own ? join(shipped, `${experiment.dataset}.csv`) : undefined)
  if (dataset === undefined) {
    throw new InputError(
      `No data set comes with the model ${flags.model}: give one with --dataset (\`timelab datasets pull timed\` fetches the paper's).`,
    )
  }
  const captionsFile = flags.captionsFile ?? (own ? join(shipped, 'captions.csv') : undefined)
  // The statistics that ship are of the shipped judge's features.
  const reference =
    flags.reference ?? (own && flags.judge === undefined ? join(shipped, 'reference.safetensors') : undefined)
  const each = flags.captions ?? (captionsFile === undefined ? 0 : 24)
  if (each > 0 && captionsFile === undefined) {
    throw new InputError('--captions needs captions to draw: give a CSV file with --captions-file.')
  }
  return {
    dataset,
    ...(flags.normalise ? { normalise: true } : {}),
    ...(experiment.captions && each > 0 && captionsFile !== undefined
      ? { captions: { file: captionsFile, each } }
      : {}),
    ...(experiment.captions && each > 0 && reference !== undefined ? { reference } : {}),
  }
}
