import type { Dataset } from '../datasets/dataset.ts'
import { readCaptions, readDataset } from '../datasets/read.ts'
import { fileDigest } from '../digest.ts'
import { InputError } from '../errors.ts'
import { type NamedGaussian, readGaussian } from '../evaluation/gaussian-file.ts'
import type { Ledger } from '../runs/ledger.ts'
import { readSettings, runInput } from '../runs/run-folder.ts'
import type { RunSettings } from '../runs/settings.ts'
import { createUnits, editsOf } from '../runs/unit.ts'
import { type Experiment, type Plan, unitsOf } from './experiment.ts'
import { findExperiment } from './experiments.ts'
import { imageQuality } from './image-quality.ts'
import type { RunView } from './run-tables.ts'
import { type KnownScores, scoreSamples } from './scores.ts'

/** What a run sets out to do. */
export interface PlannedRun {
  readonly settings: RunSettings
  readonly experiment: Experiment
  readonly dataset: Dataset
  readonly plan: Plan
  /** Of real pictures, for FID. */
  readonly reference?: NamedGaussian
}

/** The plan of settings over the files that they name by their digests. */
export function planOf(
  settings: RunSettings,
  files: { readonly dataset: string; readonly captions?: string; readonly reference?: string },
): PlannedRun {
  const experiment = findExperiment(settings.experiment)
  const dataset = readDataset(files.dataset, { normalise: settings.dataset.normalise })
  const entries = dataset.entries.slice(0, settings.limit ?? undefined)
  const captions = settings.captions && files.captions !== undefined ? readCaptions(files.captions) : []
  const unit = createUnits(settings.model.digest, settings.sampling)
  const plan = experiment.plan({ settings, entries, captions, unit })
  const reference =
    settings.reference && files.reference !== undefined ? readGaussian(files.reference) : undefined
  return { settings, experiment, dataset: { ...dataset, entries }, plan, ...(reference ? { reference } : {}) }
}

/** Reads what a run folder set out to do. Throws an InputError where it is no run, of an unknown experiment or changed. */
export function planRun(folder: string): PlannedRun {
  const settings = readSettings(folder)
  const files = {
    dataset: runInput(folder, 'dataset.csv'),
    captions: runInput(folder, 'captions.csv'),
    reference: runInput(folder, 'reference.safetensors'),
  }
  const { captions, reference } = settings
  for (const [file, sha] of [
    [files.dataset, settings.dataset.sha256],
    ...(captions ? [[files.captions, captions.sha256] as const] : []),
    ...(reference ? [[files.reference, reference.sha256] as const] : []),
  ] as const) {
    if (fileDigest(file) === sha) continue
    throw new InputError(
      `${file} is not the file that the run was made with: run the same \`npx timelab reproduce\` again, which puts its copy back.`,
    )
  }
  return planOf(settings, files)
}

/** The run as a judge sees it, from the ledger alone; its own judge unless another is named by digest. */
export function viewRun(
  run: PlannedRun,
  ledger: Ledger,
  judge = run.settings.judge.digest,
  known?: KnownScores,
): RunView {
  const { settings, plan, dataset } = run
  const planned = editsOf(unitsOf(plan))
  return {
    settings,
    entries: dataset.entries,
    plan,
    scores: scoreSamples(plan, dataset.entries, ledger, judge, known),
    // The ledger may hold edits of other settings that the run had before.
    edits: ledger.edits().filter(({ id }) => planned.has(id)),
    quality: imageQuality(plan, ledger, judge, run.reference),
    ...(run.reference ? { fidSource: run.reference.source } : {}),
  }
}
