import { type EntrySuccess, entrySuccesses } from '../experiments/correlation-table.ts'
import { findExperiment } from '../experiments/experiments.ts'
import type { ReportTable, RunView } from '../experiments/run-tables.ts'
import { type Subject, subjectOf } from '../experiments/subject.ts'
import { appendixDChart } from './appendix-d.ts'
import { appendixFChart } from './appendix-f.ts'
import { byKindChart } from './by-kind.ts'
import type { Chart } from './chart.ts'
import { correlationChart } from './correlation.ts'
import { lambdaChart } from './lambda.ts'
import { table2Chart } from './table2.ts'
import { table4Chart } from './table4.ts'

/** All that the figures of a run are made from, as plain data. */
export interface RunFigures {
  readonly experiment: string
  readonly subject: Subject
  /** Of the data set's edits, in its order. */
  readonly kinds: readonly string[]
  /** Of the run's report. */
  readonly tables: readonly ReportTable[]
  /** Each entry's success under the oracle and under a method that edits, by that method. */
  readonly successes: readonly (readonly [method: string, entries: readonly EntrySuccess[]])[]
}

/** A figure of an experiment: of one of its tables, by that table's name; undefined where there is nothing to draw yet. */
type Figure = readonly [table: string, chart: (table: ReportTable, run: RunFigures) => Chart | undefined]

/** A figure that its table is enough for. */
const ofTable = (
  table: string,
  chart: (table: ReportTable, subject: Subject) => Chart | undefined,
): Figure => [table, (own, { subject }) => chart(own, subject)]

/** Of the first method that edits. */
const correlation = (name: string): Figure => [
  name,
  (table, { subject, successes: [first], kinds }) =>
    first && correlationChart(table, subject, ...first, kinds),
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
export const chartsOf = (
  view: RunView,
  tables: readonly ReportTable[] = findExperiment(view.settings.experiment).tables(view),
): readonly Chart[] => drawFigures(figuresOf(view, tables))

/** What the figures of a run are made from. */
export const figuresOf = (view: RunView, tables: readonly ReportTable[]): RunFigures => ({
  experiment: view.settings.experiment,
  subject: subjectOf(view),
  kinds: [...new Set(view.entries.map(({ kind }) => kind))],
  tables,
  successes: [...entrySuccesses(view)],
})

/** The figures of an experiment from what they are made from; none where it has none. */
export function drawFigures(run: RunFigures): readonly Chart[] {
  const byName = new Map(run.tables.map((table) => [table.name, table]))
  const own = Object.hasOwn(figures, run.experiment) ? figures[run.experiment] : []
  return (own ?? []).flatMap(([name, chart]) => {
    const table = byName.get(name)
    return (table && chart(table, run)) ?? []
  })
}
