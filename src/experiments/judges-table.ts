import { cohensKappa } from '../evaluation/agreement.ts'
import type { ReportTable } from './run-tables.ts'
import { behindRows } from './samples-behind.ts'
import type { Score } from './scores.ts'
import { shareOf } from './summary.ts'
import { type Row, shareColumns, tableOf } from './table-rows.ts'

/** What one judge says of a run's samples. */
export interface JudgeScores {
  /** What tables call it. */
  readonly label: string
  readonly scores: readonly Score[]
}

/** Rows that a terminal still shows. */
const SHORT = 24

/** How far judges agree: for each two of them, their measures side by side on the samples that both have seen. */
export function judgesTable(judges: readonly JudgeScores[], name: string): ReportTable {
  const pairs = judges.flatMap((first, k) => judges.slice(k + 1).map((second) => [first, second] as const))
  const rows = pairs.flatMap(([first, second]) => pairRows(first, second))
  return {
    name: `${name}-judges`,
    title:
      'How far judges agree: success as each sees it and decisions that are the same in %, Cohen’s kappa',
    table: tableOf(rows),
    digits: { samples: 0, kappa: 2 },
    samples: behindRows(
      rows,
      ({ measure, method }) => ({
        measure: String(measure),
        ...(method === 'all' ? {} : { method: String(method) }),
      }),
      (column, filter) => (['first', 'second', 'agreement', 'kappa'].includes(column) ? filter : null),
    ),
    ...(rows.length > SHORT ? { long: true } : {}),
  }
}

/** Both judges' scores of one sample. */
type Both = readonly [first: Score, second: Score]

function pairRows(first: JudgeScores, second: JudgeScores): readonly Row[] {
  const others = new Map(second.scores.map((score) => [score.sample, score]))
  const both = first.scores.flatMap((score): Both[] => {
    const other = others.get(score.sample)
    return other ? [[score, other]] : []
  })
  const byMeasure = Map.groupBy(both, ([{ sample }]) => sample.measure)
  return [...byMeasure].flatMap(([measure, own]) =>
    [['all', own] as const, ...Map.groupBy(own, ([{ sample }]) => sample.method)].map(
      ([method, scores]): Row => ({
        first_judge: first.label,
        second_judge: second.label,
        measure,
        method,
        samples: scores.length,
        ...agreementColumns(scores),
      }),
    ),
  )
}

function agreementColumns(both: readonly Both[]): Row {
  const [first, second] = [both.map(([score]) => score), both.map(([, score]) => score)]
  const decisionOf = new Map(both.map(([score, other]) => [score, other.success]))
  const agreement = shareOf(first, (score) => score.success === decisionOf.get(score))
  const kappa = cohensKappa(
    first.map(({ success }) => success),
    second.map(({ success }) => success),
  )
  return {
    ...shareColumns('first', shareOf(first)),
    ...shareColumns('second', shareOf(second)),
    ...shareColumns('agreement', agreement),
    kappa: kappa ?? null,
  }
}
