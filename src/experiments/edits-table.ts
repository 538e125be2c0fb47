import type { ReportTable, RunView } from './run-tables.ts'
import type { Measure } from './samples.ts'
import { scoresByEdit } from './scores.ts'
import { shareOf } from './summary.ts'
import { type Row, tableOf } from './table-rows.ts'

/** Every edit with its size, and what it reached. */
export function editsTable(view: RunView, name: string): ReportTable {
  const reached = scoresByEdit(view.scores)
  const rows = view.edits
    .map(({ id, spec, effect }): Row => {
      const own = reached.get(id) ?? []
      const share = (measure: Measure) =>
        shareOf(own.filter(({ sample }) => sample.measure === measure))?.mean ?? null
      const [first] = spec.pairs
      return {
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
      }
    })
    .sort(
      (a, b) =>
        String(a.source).localeCompare(String(b.source)) ||
        String(a.destination).localeCompare(String(b.destination)) ||
        Number(a.lambda) - Number(b.lambda),
    )
  return {
    name: `${name}-edits`,
    title: "Every edit: its size ||W' - W|| / ||W||, and what it reached, in %",
    table: tableOf(rows),
    digits: { pairs: 0, size: 4 },
    long: true,
  }
}
