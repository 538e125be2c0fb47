import { basename } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { readCaptions, readDataset } from '../datasets/read.ts'
import { fileDigest } from '../digest.ts'
import { checkEditPrompts, type SourceAndDestination } from '../editing/edit-prompts.ts'
import type { LoadedMethod } from '../editing/method.ts'
import { type EditSettings, settingsOf } from '../editing/settings.ts'
import { sizeWarnings } from '../editing/warnings.ts'
import { InputError } from '../errors.ts'
import { featureLength, type Judge } from '../evaluation/judge.ts'
import type { Model } from '../models/model.ts'
import { embedTexts } from '../runs/embed-texts.ts'
import type { Executor, SolvedEdit } from '../runs/executor.ts'
import { type Ledger, openLedger } from '../runs/ledger.ts'
import { createLocalExecutor } from '../runs/local-executor.ts'
import { createPerform, drawing } from '../runs/perform.ts'
import { reuseUnits } from '../runs/reuse.ts'
import { runUnits } from '../runs/run.ts'
import { openRunFolder, readSettings } from '../runs/run-folder.ts'
import type { RunSettings } from '../runs/settings.ts'
import { editsOf } from '../runs/unit.ts'
import { checkDrawing, defaultBatch } from '../sampling/draw.ts'
import { type Sampling, samplingOf } from '../sampling/sampling.ts'
import { seedsOf } from '../sampling/seeds.ts'
import { checkRunTexts } from './check-run-texts.ts'
import { datasetOf, judgeOf } from './companions.ts'
import { type Experiment, unitsOf } from './experiment.ts'
import { findExperiment } from './experiments.ts'
import { planOf, viewRun } from './open-run.ts'
import type { RunView } from './run-tables.ts'
import { textsOf } from './scores.ts'
import { tellStderr } from './tell.ts'

export interface ReproduceOptions {
  readonly model: Model
  /** The CLIP in the model's folder unless given. */
  readonly judge?: Judge
  /** The run's folder: one that is there goes on, and grows where more is asked for than before. */
  readonly into: string
  /** A CSV file of entries in TIMED's format; the one that belongs to the model (`datasetOf`) unless given. */
  readonly dataset?: string
  /** Trim blanks and leave out what the judge cannot tell apart, instead of taking the file as it is. */
  readonly normalise?: boolean
  /** The seeds themselves, or how many from `seed` on; 24 by default, as the paper. */
  readonly seeds?: number | readonly number[]
  /** The first seed where `seeds` counts them; 0 by default. */
  readonly seed?: number
  /** Takes the first entries only. */
  readonly limit?: number
  /** What the model's own defaults are replaced by. */
  readonly sampling?: Partial<Sampling>
  readonly edit?: Partial<EditSettings>
  /** Pairs that every edit has beside its entry's own. */
  readonly also?: readonly SourceAndDestination[]
  /** Prompts that every edit leaves as they are. */
  readonly preserve?: readonly string[]
  /** The lambdas that Table 4 goes through; the paper's unless given. */
  readonly lambdas?: readonly number[]
  /** A method of your own in TIME's place. */
  readonly method?: LoadedMethod
  /** Captions for CLIP Score and FID: a CSV file with a column `caption`, and how many each edited model draws. */
  readonly captions?: { readonly file: string; readonly each: number }
  /** Statistics of real pictures (`timelab statistics`) that FID is taken against. */
  readonly reference?: string
  /** Folders of other runs whose pictures are taken over where they are the same. */
  readonly reuse?: readonly string[]
  /** Keep the PNG files (default), so that other judges can see them. */
  readonly keepPictures?: boolean
  /** Pictures drawn at once; by default 24 where latents are small, fewer where they are larger. */
  readonly batch?: number
  /** Makes where pictures are drawn; by default this process, with the model's own sessions. */
  readonly executor?: (sampling: Sampling) => Executor
  /** Keeps a page of the run current, such as `keepPage`; none by default. */
  readonly page?: (folder: string) => RunPageKeeper
  readonly signal?: AbortSignal
  /** Hears, a line each, what texts and edits to look at while there is time to stop; standard error by default. */
  readonly onWarning?: (line: string) => void
  /** Called with pictures done and to do. */
  readonly onProgress?: (done: number, total: number) => void
  /** Hears, a sentence each, what the run grows by, and what was damaged or came from elsewhere and is made again; standard error by default. */
  readonly onNotice?: (notice: string) => void
}

/** What keeps a run's page current: told of each batch, and at the end whether the run was cut off. */
export interface RunPageKeeper {
  refresh(): void
  close(cutOff: boolean): Promise<void>
}

/**
 * Runs one of the paper's experiments to its end and gives what came out; the tables are `experiment.tables(view)`.
 * Everything that is drawn is kept at once: cut off and called again, it draws only what is missing.
 * Called with more seeds or entries, another lambda, data set or method, the run grows: what is drawn is kept, and the
 * tables are over what is asked for now.
 * Throws an InputError, before anything is written, for settings that do not fit, for a folder of another experiment,
 * model, judge or sampling (with the differences), and where another process works on it; an AbortError once `signal`
 * is aborted.
 */
export async function reproduce(name: string, options: ReproduceOptions): Promise<RunView> {
  const { model, dataset = datasetOf(model, name), judge } = options
  if (judge) return run(name, { ...options, judge, dataset })
  const own = await judgeOf(model)
  try {
    return await run(name, { ...options, judge: own, dataset })
  } finally {
    await own.close()
  }
}

/** Options whose defaults have been filled in. */
type Settled = ReproduceOptions & Required<Pick<ReproduceOptions, 'judge' | 'dataset'>>

async function run(name: string, options: Settled): Promise<RunView> {
  const experiment = findExperiment(name)
  const { model, judge, into: folder, signal, onNotice = tellStderr, onWarning = tellStderr } = options
  const settings = await settle(experiment, options)
  const { captions, reference, dataset } = options
  const files = {
    dataset,
    ...(captions ? { captions: captions.file } : {}),
    ...(reference === undefined ? {} : { reference }),
  }
  const planned = planOf(settings, files)
  const units = unitsOf(planned.plan)
  for (const line of checkRunTexts(model, planned, files)) onWarning(line)
  checkDrawing(model, [...new Set(units.map(({ prompt }) => prompt))], drawing(settings.sampling))
  for (const { pairs, ...edit } of editsOf(units).values()) checkEditPrompts(model.tokenizer, pairs, edit)
  for (const from of options.reuse ?? []) readSettings(from)
  const inputs = {
    'dataset.csv': dataset,
    ...(captions && settings.captions ? { 'captions.csv': captions.file } : {}),
    ...(reference === undefined ? {} : { 'reference.safetensors': reference }),
  }
  const lock = openRunFolder(folder, settings, inputs, onNotice)
  let ledger: Ledger | undefined
  let page: RunPageKeeper | undefined
  let cutOff = true
  try {
    ledger = openLedger(folder, { onNotice })
    await embedTexts(judge, ledger, textsOf(planned.plan, planned.dataset.entries))
    page = options.page?.(folder)
    page?.refresh()
    for (const from of options.reuse ?? []) {
      const { keepPictures, sampling } = settings
      const likeness = {
        width: sampling.width,
        height: sampling.height,
        features: await featureLength(judge),
      }
      await reuseUnits(units, {
        from,
        into: folder,
        ledger,
        judge: judge.digest,
        likeness,
        keepPictures,
        onNotice,
      })
    }
    const executor =
      options.executor?.(settings.sampling) ??
      createLocalExecutor(
        createPerform(model, judge, settings.sampling, options.method && [options.method]),
        model.lanes + 1,
      )
    await runUnits(units, {
      folder,
      ledger,
      judge: judge.digest,
      executor,
      batch: options.batch ?? defaultBatch(model, settings.sampling),
      keepPictures: settings.keepPictures,
      ...(signal ? { signal } : {}),
      onNotice,
      onEdits: tellOfSize(onWarning),
      onProgress: (done, total) => {
        page?.refresh()
        options.onProgress?.(done, total)
      },
    })
    cutOff = false
    return viewRun(planned, ledger)
  } finally {
    ledger?.close()
    lock.release()
    // After the lock, so that the page says how it ended.
    await page?.close(cutOff)
  }
}

/** Tells of the first edit of an absurd size: a run of many has one reason for all of them. */
function tellOfSize(tell: (line: string) => void): (edits: readonly SolvedEdit[]) => void {
  let told = false
  return (edits) => {
    const [line] = edits.flatMap(({ spec: { pairs, lambda }, effect }) => {
      const [first] = pairs
      return first ? sizeWarnings(effect, { ...first, lambda }) : []
    })
    if (line === undefined || told) return
    told = true
    tell(line)
  }
}

/** Everything that a run's pictures and tables depend on. */
async function settle(experiment: Experiment, options: Settled): Promise<RunSettings> {
  const { model, judge, normalise = false, captions, reference } = options
  const dataset = readDataset(options.dataset, { normalise })
  const lambda = options.edit?.lambda ?? experiment.lambda ?? model.defaults.lambda
  if (captions) readCaptions(captions.file)
  return {
    experiment: experiment.name,
    model: { name: basename(model.name), digest: await model.digest() },
    judge: { name: basename(judge.folder), digest: judge.digest },
    dataset: { name: dataset.name, sha256: dataset.sha256, normalise },
    limit: options.limit ?? null,
    seeds: seedsOf(options.seeds ?? 24, options.seed),
    sampling: {
      ...samplingOf(model, options.sampling),
      ...options.sampling,
    },
    edit: settingsOf({ ...options.edit, lambda }),
    ...additions(experiment, options),
    method: options.method ? { name: options.method.name, sha256: options.method.sha256 } : null,
    captions:
      captions && experiment.captions
        ? { name: basename(captions.file), sha256: fileDigest(captions.file), each: captions.each }
        : null,
    reference: reference === undefined ? null : { name: basename(reference), sha256: fileDigest(reference) },
    keepPictures: options.keepPictures ?? true,
    timelab: packageJson.version,
  }
}

/** Settings that a run has only where they are given. Throws an InputError where the experiment has no use for them. */
function additions(
  { name, edits }: Experiment,
  { also = [], preserve = [], lambdas = [] }: ReproduceOptions,
): Pick<RunSettings, 'also' | 'preserve' | 'lambdas'> {
  if (edits === 'never' && (also.length > 0 || preserve.length > 0)) {
    throw new InputError(`${name} edits nothing: leave out the pairs and the prompts to preserve.`)
  }
  if (edits !== 'sweep' && lambdas.length > 0) {
    throw new InputError(`${name} has one lambda: give it as edit.lambda, or sweep several with table4.`)
  }
  return {
    ...(also.length > 0 ? { also } : {}),
    ...(preserve.length > 0 ? { preserve } : {}),
    ...(lambdas.length > 0 ? { lambdas } : {}),
  }
}
