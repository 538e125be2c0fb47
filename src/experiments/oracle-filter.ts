import { encodeDataset } from '../datasets/encode.ts'
import { InputError } from '../errors.ts'
import { readLedger } from '../runs/ledger.ts'
import { appendixD, retainedRows } from './appendix-d.ts'
import { planRun, viewRun } from './open-run.ts'

/** A data set after the oracle filter. */
export interface Filtered {
  /** The CSV file. */
  readonly text: string
  readonly retained: number
  readonly entries: number
}

/**
 * The data set of a finished appendix-d run without the entries that the unedited model cannot draw when told outright
 * (paper, appendix D). Throws an InputError for a run of another experiment and for one that is not finished.
 */
export function filterDataset(folder: string): Filtered {
  const run = planRun(folder)
  if (run.experiment !== appendixD) {
    throw new InputError(
      `${folder} is a run of ${run.settings.experiment}: give one of appendix-d, which tells what the model can draw.`,
    )
  }
  const view = readLedger(folder, (ledger) => viewRun(run, ledger))
  if (view.scores.length < run.plan.samples.length) {
    throw new InputError(
      `The run ${folder} is not finished: go on with \`npx timelab reproduce appendix-d\` and filter then.`,
    )
  }
  const { entries } = run.dataset
  const kept = retainedRows(view)
  const text = encodeDataset(entries.filter(({ row }) => kept.has(row)))
  return { text, retained: kept.size, entries: entries.length }
}
