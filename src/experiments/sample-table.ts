import { type ColumnTable, from } from 'arquero'
import type { RunView } from './run-tables.ts'

const columns = [
  'method',
  'measure',
  'row',
  'kind',
  'source',
  'destination',
  'prompt',
  'form',
  'seed',
  'success',
  'margin',
  'tie',
  'intact',
  'named',
] as const

/**
 * Every judged sample of a run as a row, for questions that no table answers: `row` is the entry's line in the data set,
 * `form` the prompt's destination form, and `margin` how much nearer the judge sees the picture to that form than to
 * the prompt, as a difference of cosines. `success`, `tie`, `intact` and `named` are as `Score` has them.
 */
export function sampleTable({ scores }: Pick<RunView, 'scores'>): ColumnTable {
  const rows = scores.map(({ sample, success, margin, tie, intact, named }) => ({
    method: sample.method,
    measure: sample.measure,
    row: sample.entry.row,
    kind: sample.entry.kind,
    source: sample.entry.source,
    destination: sample.entry.destination,
    prompt: sample.pair.prompt,
    form: sample.pair.destination,
    seed: sample.seed,
    success,
    margin,
    tie,
    intact,
    named,
  }))
  return from(rows, [...columns])
}
