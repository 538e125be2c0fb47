import type { EditEntry } from '../datasets/entry.ts'
import { seedsOf } from '../runs/settings.ts'
import { commonTables } from './common-tables.ts'
import type { Experiment } from './experiment.ts'
import { paperAppendixF, paperModel } from './paper-rows.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { baseline, editSpec, type Measure, type Method, methodName, oracle, samplesOf } from './samples.ts'
import { behindMeasures } from './samples-behind.ts'
import { measureColumns, type Row, tableOf } from './table-rows.ts'

const measures: readonly Measure[] = ['efficacy', 'generality', 'specificity']

/** All assumptions of the data set edited at once, one a source (paper, appendix F). */
export const appendixF: Experiment = {
  name: 'appendix-f',
  summary: 'all assumptions edited at once, by one edit',
  dataset: 'test-filtered',
  edits: 'as set',
  captions: false,
  lambda: paperAppendixF.lambda,
  plan({ settings, entries, unit }) {
    const distinct = distinctSources(entries)
    const bulk = editSpec(
      settings,
      distinct.map(({ source, destination }) => ({ source, destination })),
    )
    const time: Method = { name: `${methodName(settings)}, in bulk`, edit: () => bulk }
    return {
      samples: samplesOf(distinct, [oracle, baseline, time], measures, seedsOf(settings), unit),
      captions: [],
    }
  },
  tables: (view) => [mainTable(view), ...commonTables(view, 'appendix-f')],
}

/** The first entry of each source: one edit cannot send a source to two destinations. */
function distinctSources(entries: readonly EditEntry[]): readonly EditEntry[] {
  const seen = new Set<string>()
  return entries.filter(({ source }) => {
    const key = source.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

function mainTable({ settings, scores, plan }: RunView): ReportTable {
  const assumptions = new Set(plan.samples.map(({ entry }) => entry)).size
  const rows = ['oracle', 'baseline', `${methodName(settings)}, in bulk`].map(
    (method): Row => ({
      method,
      model: settings.model.name,
      assumptions,
      lambda: settings.edit.lambda,
      ...measureColumns(scores, method, measures),
    }),
  )
  const paper: Row = {
    method: 'TIME, in bulk',
    model: paperModel,
    assumptions: 82,
    lambda: paperAppendixF.lambda,
    efficacy: paperAppendixF.efficacy,
    generality: paperAppendixF.generality,
    specificity: paperAppendixF.specificity,
  }
  return {
    name: 'appendix-f',
    title: 'Appendix F: many assumptions edited at once, in %',
    table: tableOf([...rows, paper]),
    digits: { assumptions: 0, lambda: 2 },
    samples: behindMeasures(rows, ({ method }) => ({ method: String(method) })),
  }
}
