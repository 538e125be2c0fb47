import type { ReportTable, RunView } from './run-tables.ts'
import { behindRows } from './samples-behind.ts'
import { shareOf } from './summary.ts'
import { type Row, scoresOf, shareColumns, tableOf } from './table-rows.ts'

/** How far the judge can be believed, by kind: pictures of the unedited model that say outright what they show. */
export function judgeTable(view: RunView, name: string): ReportTable {
  const kinds = ['all', ...new Set(view.entries.map(({ kind }) => kind))]
  const rows = kinds.map((kind): Row => {
    const own = view.scores.filter(({ sample }) => kind === 'all' || sample.entry.kind === kind)
    return {
      kind,
      ...shareColumns(
        'source_as_source',
        shareOf(scoresOf(own, 'baseline', 'efficacy'), ({ margin }) => margin < 0),
      ),
      ...shareColumns('destination_as_destination', shareOf(scoresOf(own, 'oracle', 'efficacy'))),
      ties: own.filter(({ tie }) => tie).length,
    }
  })
  return {
    name: `${name}-judge`,
    title: "The judge's own accuracy on the unedited model's pictures, in %",
    table: tableOf(rows),
    digits: { ties: 0 },
    samples: behindRows(
      rows,
      ({ kind }) => (kind === 'all' ? {} : { kind: String(kind) }),
      (column, filter) => {
        if (column === 'ties') return { ...filter, tie: true }
        if (column === 'source_as_source')
          return { ...filter, method: 'baseline', measure: 'efficacy', counts: 'prompt' }
        return column === 'destination_as_destination'
          ? { ...filter, method: 'oracle', measure: 'efficacy', counts: 'success' }
          : null
      },
    ),
  }
}
