import { InputError } from '../errors.ts'
import type { Judge } from '../evaluation/judge.ts'
import type { FeatureExtractor } from '../evaluation/picture-statistics.ts'
import { embedTexts } from '../runs/embed-texts.ts'
import { type Ledger, openLedger } from '../runs/ledger.ts'
import { lockRun } from '../runs/lock.ts'
import { type RescoreOptions, rescorePictures } from '../runs/rescore.ts'
import { unitsOf } from './experiment.ts'
import { type PlannedRun, planRun } from './open-run.ts'
import { textsOf } from './scores.ts'
import { tellStderr } from './tell.ts'

export interface RescoreRunOptions extends Pick<RescoreOptions, 'batch' | 'signal' | 'onProgress'> {
  /** Hears what was done to a damaged ledger; standard error by default. */
  readonly onNotice?: (notice: string) => void
}

/** A run whose pictures another judge can look at. Throws an InputError where `folder` is no run, or keeps no pictures. */
export function planRescore(folder: string): PlannedRun {
  const run = planRun(folder)
  if (run.settings.keepPictures) return run
  throw new InputError(
    `The run ${folder} was made with --no-pictures, so there is nothing that another judge could look at: make it again in another folder, without that flag.`,
  )
}

/**
 * Has a judge look at the pictures that a run has stored, and read its texts; nothing is drawn. Cut off and called
 * again, it goes on. Returns how many pictures the judge had not seen. Throws an InputError as `planRescore`, and where
 * another process works on the run, a picture's file is gone or the disk is full; an AbortError once aborted.
 */
export async function rescoreRun(
  folder: string,
  judge: Judge,
  options: RescoreRunOptions = {},
): Promise<number> {
  const { plan, dataset, settings } = planRescore(folder)
  return withLedger(folder, options, async (ledger) => {
    await embedTexts(judge, ledger, textsOf(plan, dataset.entries))
    const keys = new Set(unitsOf(plan).map(({ key }) => key))
    return rescorePictures({ ...options, folder, ledger, judge, keys, size: settings.sampling })
  })
}

/**
 * Takes features of a run's captions as another network sees them, so that FID can be taken against statistics of the
 * same network. As `rescoreRun` otherwise; throws an InputError where the run drew no captions.
 */
export async function extractFeatures(
  folder: string,
  { source, embedPictures }: FeatureExtractor,
  options: RescoreRunOptions = {},
): Promise<number> {
  const { plan, settings } = planRescore(folder)
  if (plan.captions.length === 0) {
    throw new InputError(
      `The run ${folder} drew no captions, which FID is taken of: make one with --captions.`,
    )
  }
  const keys = new Set(plan.captions.map(({ unit }) => unit.key))
  return withLedger(folder, options, (ledger) =>
    rescorePictures({
      ...options,
      folder,
      ledger,
      keys,
      judge: { digest: source.name, embedPictures },
      size: settings.sampling,
    }),
  )
}

async function withLedger<Result>(
  folder: string,
  { onNotice = tellStderr }: RescoreRunOptions,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  const lock = lockRun(folder)
  let ledger: Ledger | undefined
  try {
    ledger = openLedger(folder, { onNotice })
    return await work(ledger)
  } finally {
    ledger?.close()
    lock.release()
  }
}
