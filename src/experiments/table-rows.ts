import { type ColumnTable, from } from 'arquero'
import { harmonicMean } from '../evaluation/statistics.ts'
import type { Measure } from './samples.ts'
import type { Score } from './scores.ts'
import { type Share, shareOf } from './summary.ts'

/** A row of a table: what is not known is null. */
export type Row = Readonly<Record<string, string | number | null>>

/** An arquero table of rows that need not all have the same columns; columns stand in the order of their first row. */
export function tableOf(rows: readonly Row[]): ColumnTable {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return from(
    rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))),
    names,
  )
}

/** A share as a table's columns `name`, `name_sd`, `name_low`, `name_high`. */
export function shareColumns(name: string, share: Share | undefined): Row {
  return {
    [name]: share?.mean ?? null,
    [`${name}_sd`]: share?.sd ?? null,
    [`${name}_low`]: share?.low ?? null,
    [`${name}_high`]: share?.high ?? null,
  }
}

/** The scores of one method and measure. */
export const scoresOf = (scores: readonly Score[], method: string, measure: Measure): readonly Score[] =>
  scores.filter(({ sample }) => sample.method === method && sample.measure === measure)

/** The columns of some measures and, where both are there, generality and specificity's harmonic mean. */
export function measureColumns(scores: readonly Score[], method: string, measures: readonly Measure[]): Row {
  const shares = new Map(measures.map((measure) => [measure, shareOf(scoresOf(scores, method, measure))]))
  const [generality, specificity] = [shares.get('generality'), shares.get('specificity')]
  return {
    ...Object.assign({}, ...measures.map((measure) => shareColumns(measure, shares.get(measure)))),
    ...(generality && specificity ? { harmonic_mean: harmonicMean(generality.mean, specificity.mean) } : {}),
  }
}
