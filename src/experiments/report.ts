import { readGaussian } from '../evaluation/gaussian-file.ts'
import { type Ledger, type RecordedJudge, readLedger } from '../runs/ledger.ts'
import { findJudge, judgeLabels } from './judges.ts'
import { judgesTable } from './judges-table.ts'
import { type PlannedRun, planRun, viewRun } from './open-run.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { type KnownScores, scoreSamples } from './scores.ts'
import { subjectOf, titleOf } from './subject.ts'
import { warningsOf } from './warnings.ts'

/** A run's tables with what a reader must know of them. */
export interface Report {
  readonly title: string
  readonly tables: readonly ReportTable[]
  readonly warnings: readonly string[]
}

/** Whose eyes a report is made with. */
export interface ReportOptions {
  /** A judge that has seen the run's pictures, by name or digest; the run's own unless given. */
  readonly judge?: string
  /** A file of statistics of real pictures that FID is taken against; the run's own unless given. */
  readonly reference?: string
}

/**
 * Makes the tables of the run in `folder` from its ledger alone, finished or not; the same ledger gives the same report.
 * Throws an InputError where the folder is no run, or no such judge has seen it.
 */
export function makeReport(folder: string, options: ReportOptions = {}): Report {
  const run = withReference(planRun(folder), options.reference)
  return readLedger(folder, (ledger) => reportOf(run, ledger, options))
}

/** A run whose FID is taken against the statistics of a file, where one is named. Throws as `readGaussian` does. */
export const withReference = (run: PlannedRun, file: string | undefined): PlannedRun =>
  file === undefined ? run : { ...run, reference: readGaussian(file) }

/** The report of a run whose ledger is open. */
export const reportOf = (run: PlannedRun, ledger: Ledger, options: ReportOptions = {}): Report =>
  viewReport(run, ledger, options).report

/** The report of a run whose ledger is open, with what it was made from. `known` are earlier scores of that judge. */
export function viewReport(
  run: PlannedRun,
  ledger: Ledger,
  { judge: asked }: ReportOptions = {},
  known?: KnownScores,
): { readonly report: Report; readonly view: RunView; readonly judge: RecordedJudge | undefined } {
  const { settings, experiment } = run
  const judges = ledger.judges().filter(({ pictures }) => pictures > 0)
  const own = settings.judge.digest
  const judge = asked === undefined ? own : findJudge(judges, asked).digest
  const view = viewRun(run, ledger, judge, known)
  const labels = judgeLabels(judges)
  const title = titleOf(subjectOf({ settings }), experiment.name)
  const seen = judges
    .toSorted((a, b) => Number(b.digest === own) - Number(a.digest === own))
    .map(({ digest }) => ({
      label: labels.get(digest) ?? digest,
      scores: digest === judge ? view.scores : scoreSamples(run.plan, run.dataset.entries, ledger, digest),
    }))
  const report: Report = {
    title: judge === own ? title : `${title}, as the judge ${labels.get(judge)} sees it`,
    tables: [...experiment.tables(view), ...(seen.length > 1 ? [judgesTable(seen, experiment.name)] : [])],
    warnings: [
      ...[ledger.damage() ?? []].flat(),
      ...warningsOf(view, judge === own ? 'drawn' : `seen by the judge ${labels.get(judge)}`),
    ],
  }
  return { report, view, judge: judges.find(({ digest }) => digest === judge) }
}
