import { type ColumnTable, from } from 'arquero'
import { pictureFile } from '../runs/run-folder.ts'
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
  'picture',
] as const

/**
 * Every judged sample of a run as a row, for questions that no table answers: `row` is the entry's line in the data set,
 * `form` the prompt's destination form, and `margin` how much nearer the judge sees the picture to that form than to
 * the prompt, as a difference of cosines. `success`, `tie`, `intact` and `named` are as `Score` has them; `picture` is the picture's file below `pictures` in the
 * run's folder.
 */
export function sampleTable({ scores }: Pick<RunView, 'scores'>): ColumnTable {
  const rows = scores.map(({ sample, success, margin, tie, intact, named, png }) => ({
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
    picture: pictureFile(png),
  }))
  return from(rows, [...columns])
}
