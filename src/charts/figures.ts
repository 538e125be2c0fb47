import { entrySuccesses } from '../experiments/correlation-table.ts'
import { findExperiment } from '../experiments/experiments.ts'
import type { ReportTable, RunView } from '../experiments/run-tables.ts'
import { appendixDChart } from './appendix-d.ts'
import { appendixFChart } from './appendix-f.ts'
import { byKindChart } from './by-kind.ts'
import type { Chart } from './chart.ts'
import { correlationChart } from './correlation.ts'
import { type Subject, subjectOf } from './figure.ts'
import { lambdaChart } from './lambda.ts'
import { table2Chart } from './table2.ts'
import { table4Chart } from './table4.ts'

/** A figure of an experiment: of one of its tables, by that table's name; undefined where there is nothing to draw yet. */
type Figure = readonly [table: string, chart: (table: ReportTable, view: RunView) => Chart | undefined]

/** A figure that its table is enough for. */
const ofTable = (
  table: string,
  chart: (table: ReportTable, subject: Subject) => Chart | undefined,
): Figure => [table, (own, view) => chart(own, subjectOf(view))]

/** Of the first method that edits. */
const correlation = (name: string): Figure => [
  name,
  (table, view) => {
    const [first] = entrySuccesses(view)
    return first && correlationChart(table, subjectOf(view), ...first)
  },
]

/** The figures of every experiment, in the order that they are read. A new figure is one file and one line here. */
const figures: Readonly<Record<string, readonly Figure[]>> = {
  table2: [
    ofTable('table2', table2Chart),
    ofTable('table2-by-kind', byKindChart),
    correlation('table2-correlation'),
  ],
  table4: [ofTable('table4', table4Chart), ofTable('table4', lambdaChart)],
  'appendix-d': [ofTable('appendix-d', appendixDChart)],
  'appendix-f': [
    ofTable('appendix-f', appendixFChart),
    ofTable('appendix-f-by-kind', byKindChart),
    correlation('appendix-f-correlation'),
  ],
}

/**
 * The figures of a run, finished or not, in their order; those that have nothing to show yet are left out. `tables` are those of
 * its report, where they are made already. Throws an InputError where there is no such experiment.
 */
export function chartsOf(
  view: RunView,
  tables: readonly ReportTable[] = findExperiment(view.settings.experiment).tables(view),
): readonly Chart[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const own = Object.hasOwn(figures, view.settings.experiment) ? figures[view.settings.experiment] : []
  return (own ?? []).flatMap(([name, chart]) => {
    const table = byName.get(name)
    return (table && chart(table, view)) ?? []
  })
}
