import { type Ledger, openLedger } from '../runs/ledger.ts'
import { type PlannedRun, planRun, viewRun } from './open-run.ts'
import type { ReportTable } from './run-tables.ts'
import { warningsOf } from './warnings.ts'

/** A run's tables with what a reader must know of them. */
export interface Report {
  readonly title: string
  readonly tables: readonly ReportTable[]
  readonly warnings: readonly string[]
}

/**
 * Makes the tables of the run in `folder` from its ledger alone, finished or not; the same ledger gives the same report.
 * Throws an InputError where the folder is no run.
 */
export function makeReport(folder: string): Report {
  const run = planRun(folder)
  const ledger = openLedger(folder, { readOnly: true })
  try {
    return reportOf(run, ledger)
  } finally {
    ledger.close()
  }
}

/** The report of a run whose ledger is open. */
export function reportOf(run: PlannedRun, ledger: Ledger): Report {
  const { settings, experiment } = run
  const view = viewRun(run, ledger)
  return {
    title: `${experiment.name} on ${settings.model.name}, data set ${settings.dataset.name}, ${settings.seeds.count} seeds`,
    tables: experiment.tables(view),
    warnings: warningsOf(view),
  }
}
