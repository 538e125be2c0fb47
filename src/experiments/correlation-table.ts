import { pearson } from '../evaluation/statistics.ts'
import { editingMethods } from './methods.ts'
import { paperCorrelation, paperModel } from './paper-rows.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { behindRows } from './samples-behind.ts'
import { shareByEntry } from './summary.ts'
import { type Row, tableOf } from './table-rows.ts'

/** How an entry's success follows the oracle's (paper, section 7: .73). */
export function correlationTable(view: RunView, name: string): ReportTable {
  const success = (method: string) =>
    shareByEntry(
      view.scores.filter(({ sample }) => sample.method === method && sample.measure !== 'specificity'),
    )
  const oracle = success('oracle')
  const rows = editingMethods(view).flatMap((method): Row[] => {
    const edited = success(method)
    const shared = [...edited.keys()].filter((row) => oracle.has(row))
    if (shared.length === 0) return []
    const found = pearson(
      shared.map((row) => oracle.get(row) ?? 0),
      shared.map((row) => edited.get(row) ?? 0),
    )
    return [
      {
        method,
        model: view.settings.model.name,
        r: found?.r ?? null,
        r_low: found?.low ?? null,
        r_high: found?.high ?? null,
        entries: shared.length,
      },
    ]
  })
  return {
    name: `${name}-correlation`,
    title: "Pearson's correlation of an entry's success (source and positives) with the oracle's",
    table: tableOf([...rows, { method: 'TIME', model: paperModel, r: paperCorrelation, entries: 104 }]),
    digits: { r: 2, entries: 0 },
    samples: behindRows(
      rows,
      ({ method }) => ({ method: String(method), measures: ['efficacy', 'generality'] }),
      (column, filter) => (column === 'r' ? filter : null),
    ),
    notes: rows.some(({ r }) => r === null)
      ? ['A correlation is missing where every entry has the same success under one of the two.']
      : [],
  }
}
