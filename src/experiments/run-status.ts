import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hasTables } from '../runs/database.ts'
import { type Ledger, type RecordedJudge, readLedger } from '../runs/ledger.ts'
import { lockState } from '../runs/lock.ts'
import { pendingUnits } from '../runs/run.ts'
import { ledgerPath, picturesPath } from '../runs/run-folder.ts'
import type { RunSettings } from '../runs/settings.ts'
import { type RunStatus, statusOf } from '../runs/status.ts'
import { unitsOf } from './experiment.ts'
import { type PlannedRun, planRun } from './open-run.ts'

/** What can be seen of a run from outside, at any time. */
export interface SeenRun extends RunStatus {
  readonly settings: RunSettings
  readonly entries: number
  /** Judges that have seen pictures, the run's own first. */
  readonly judges: readonly (RecordedJudge & { readonly own: boolean })[]
  /** PNG files in the folder; null where the run keeps none. */
  readonly pictures: { readonly files: number; readonly bytes: number } | null
}

/** Batches that the rate is told from. */
const BATCHES = 50

/** Looks at the run in `folder` without standing in its way. Throws an InputError where it is no run. */
export function seeRun(folder: string, now: number = Date.now()): SeenRun {
  const run = planRun(folder)
  const { settings, dataset } = run
  const { judges, ...status } = lookAt(folder, run, now)
  return {
    settings,
    entries: dataset.entries.length,
    ...status,
    judges: judges
      .map((judge) => ({ ...judge, own: judge.digest === settings.judge.digest }))
      .toSorted((a, b) => Number(b.own) - Number(a.own)),
    pictures: settings.keepPictures ? sizeOf(picturesPath(folder)) : null,
  }
}

/** How far the run in `folder` is, and who has seen it. */
export function lookAt(
  folder: string,
  { plan, settings }: PlannedRun,
  now: number = Date.now(),
): RunStatus & { readonly judges: readonly RecordedJudge[] } {
  // Before the ledger, so that a batch that comes in between is not taken for one of an earlier process.
  const lock = lockState(folder)
  const units = unitsOf(plan)
  const read = (ledger: Ledger) => ({
    done: units.length - pendingUnits(units, ledger, settings.judge.digest).length,
    pace: ledger.pace(BATCHES),
    judges: ledger.judges(),
  })
  const begun = hasTables(ledgerPath(folder))
  const { done, pace, judges } = begun
    ? readLedger(folder, read, { check: false })
    : { done: 0, pace: [], judges: [] }
  return { ...statusOf({ total: units.length, done, lock, pace, now }), judges }
}

function sizeOf(folder: string): { readonly files: number; readonly bytes: number } {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  // A file may be renamed to its place meanwhile, and then its old name is gone.
  const sizes = names
    .filter((name) => name.endsWith('.png'))
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
