import type { EditEntry } from '../datasets/entry.ts'
import { pearson } from '../evaluation/statistics.ts'
import { editingMethods } from './methods.ts'
import { paperCorrelation, paperModel } from './paper-rows.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { behindRows } from './samples-behind.ts'
import { shareByEntry } from './summary.ts'
import { type Row, tableOf } from './table-rows.ts'

/** How often an entry's pictures of the source and the positives are judged as the destination, in percent. */
export interface EntrySuccess extends Pick<EditEntry, 'kind' | 'source' | 'destination'> {
  readonly oracle: number
  readonly edited: number
}

/** The success of each entry that both the oracle and an editing method have pictures of, by method in the plan's order. */
export function entrySuccesses(view: RunView): ReadonlyMap<string, readonly EntrySuccess[]> {
  const success = (method: string) =>
    shareByEntry(
      view.scores.filter(({ sample }) => sample.method === method && sample.measure !== 'specificity'),
    )
  const oracle = success('oracle')
  return new Map(
    editingMethods(view).map((method) => {
      const edited = success(method)
      const both = view.entries.flatMap((entry): EntrySuccess[] => {
        const [stated, reached] = [oracle.get(entry.row), edited.get(entry.row)]
        const { kind, source, destination } = entry
        return stated === undefined || reached === undefined
          ? []
          : [{ kind, source, destination, oracle: stated, edited: reached }]
      })
      return [method, both] as const
    }),
  )
}

/** How an entry's success follows the oracle's (paper, section 7: .73). */
export function correlationTable(view: RunView, name: string): ReportTable {
  const rows = [...entrySuccesses(view)].flatMap(([method, entries]): Row[] => {
    if (entries.length === 0) return []
    const found = pearson(
      entries.map(({ oracle }) => oracle),
      entries.map(({ edited }) => edited),
    )
    return [
      {
        method,
        model: view.settings.model.name,
        r: found?.r ?? null,
        r_low: found?.low ?? null,
        r_high: found?.high ?? null,
        entries: entries.length,
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
