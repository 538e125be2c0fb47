import { InputError } from '../errors.ts'
import type { Judge } from '../evaluation/judge.ts'
import { embedTexts } from '../runs/embed-texts.ts'
import { type Ledger, openLedger } from '../runs/ledger.ts'
import { lockRun } from '../runs/lock.ts'
import { type RescoreOptions, rescorePictures } from '../runs/rescore.ts'
import { type PlannedRun, planRun } from './open-run.ts'
import { textsOf } from './scores.ts'

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
  options: Pick<RescoreOptions, 'batch' | 'signal' | 'onProgress'> = {},
): Promise<number> {
  const { plan, dataset } = planRescore(folder)
  const lock = lockRun(folder)
  let ledger: Ledger | undefined
  try {
    ledger = openLedger(folder)
    await embedTexts(judge, ledger, textsOf(plan, dataset.entries))
    return await rescorePictures({ ...options, folder, ledger, judge })
  } finally {
    ledger?.close()
    lock.release()
  }
}
