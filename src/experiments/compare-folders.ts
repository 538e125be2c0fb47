import { readLedger } from '../runs/ledger.ts'
import { type ComparedRun, compareRuns } from './compare.ts'
import { findJudge } from './judges.ts'
import { planRun, viewRun } from './open-run.ts'
import type { Report, ReportOptions } from './report.ts'

/**
 * Compares the runs of two folders on the samples that they share, each as its own judge sees it unless one is named.
 * Throws an InputError where a folder is no run, the judge has not seen it, or they share no sample (with the reason).
 */
export function compareFolders(first: string, second: string, options: ReportOptions = {}): Report {
  return compareRuns(comparedRun(first, options), comparedRun(second, options))
}

/** A run as `compareRuns` takes it. */
export function comparedRun(folder: string, { judge: asked }: ReportOptions): ComparedRun {
  const run = planRun(folder)
  return readLedger(folder, (ledger) => {
    const judge = asked === undefined ? run.settings.judge.digest : findJudge(ledger.judges(), asked).digest
    const view = viewRun(run, ledger, judge)
    const damage = ledger.damage()
    return { label: folder, judge, view, ...(damage === undefined ? {} : { damage }) }
  })
}
