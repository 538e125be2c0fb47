import type { ReportTable, RunView } from './run-tables.ts'
import type { SampleFilter } from './sample-filter.ts'
import type { Measure } from './samples.ts'
import { behindMeasures } from './samples-behind.ts'
import { type Score, scoresByEdit } from './scores.ts'
import { shareOf } from './summary.ts'
import { type Row, tableOf } from './table-rows.ts'

/** Every edit with its size, and what it reached. */
export function editsTable(view: RunView, name: string): ReportTable {
  const reached = scoresByEdit(view.scores)
  const found = view.edits
    .map(({ id, spec, effect }) => {
      const own = reached.get(id) ?? []
      const share = (measure: Measure) =>
        shareOf(own.filter(({ sample }) => sample.measure === measure))?.mean ?? null
      const [first] = spec.pairs
      const row = {
        source: first?.source ?? '',
        destination: first?.destination ?? '',
        pairs: spec.pairs.length,
        lambda: spec.lambda,
        matrices: spec.only,
        augmented: spec.augment ? 'yes' : 'no',
        size: effect.size,
        efficacy: share('efficacy'),
        generality: share('generality'),
        specificity: share('specificity'),
      } satisfies Row
      return { row, filter: filterOf(own, view.entries) }
    })
    .sort(
      ({ row: a }, { row: b }) =>
        String(a.source).localeCompare(String(b.source)) ||
        String(a.destination).localeCompare(String(b.destination)) ||
        Number(a.lambda) - Number(b.lambda),
    )
  const rows = found.map(({ row }): Row => row)
  return {
    name: `${name}-edits`,
    title: "Every edit: its size ||W' - W|| / ||W||, and what it reached, in %",
    table: tableOf(rows),
    digits: { pairs: 0, size: 4 },
    samples: behindMeasures(rows, (row) => found[rows.indexOf(row)]?.filter ?? null),
    long: true,
  }
}

/** An edit's samples as a filter: all are of one method, and of the entries that it edits. */
function filterOf(own: readonly Score[], entries: RunView['entries']): SampleFilter | null {
  const [first] = own
  if (!first) return null
  const rows = new Set(own.map(({ sample }) => sample.entry.row))
  const places = entries.flatMap(({ row }, place) => (rows.has(row) ? [place] : []))
  const [entry] = places
  return {
    method: first.sample.method,
    ...(places.length === 1 && entry !== undefined ? { entry } : { entries: places }),
  }
}
