import { average } from '../evaluation/statistics.ts'
import { correlationTable } from './correlation-table.ts'
import { editsTable } from './edits-table.ts'
import { judgeTable } from './judge-table.ts'
import { editingMethods, methodsOf } from './methods.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import type { Measure } from './samples.ts'
import { behindMeasures, behindRows } from './samples-behind.ts'
import { intervalOverEntries, shareByEntry, shareOf } from './summary.ts'
import { measureColumns, type Row, scoresOf, shareColumns, tableOf } from './table-rows.ts'

const all: readonly Measure[] = ['efficacy', 'generality', 'specificity']

/** The tables that every experiment over efficacy, generality and specificity has. */
export const commonTables = (view: RunView, name: string): readonly ReportTable[] =>
  [pairedTable, byKindTable, namingTable, intactTable, judgeTable, correlationTable, editsTable].map(
    (table) => table(view, name),
  )

/** The measures by kind of edit. */
export function byKindTable(view: RunView, name: string): ReportTable {
  const kinds = [...new Set(view.entries.map(({ kind }) => kind))]
  const rows = kinds.flatMap((kind) => {
    const own = view.scores.filter(({ sample }) => sample.entry.kind === kind)
    return methodsOf(view).map(
      (method): Row => ({
        kind,
        method,
        entries: new Set(own.map(({ sample }) => sample.entry.row)).size,
        ...measureColumns(own, method, all),
      }),
    )
  })
  return {
    name: `${name}-by-kind`,
    title: 'By kind of edit, in %',
    table: tableOf(rows),
    samples: behindMeasures(rows, ({ kind, method }) => ({ kind: String(kind), method: String(method) })),
    digits: { entries: 0 },
  }
}

/** Generality split by whether the prompt names the source: an edit of text embeddings may miss what does not. */
export function namingTable(view: RunView, name: string): ReportTable {
  const rows = methodsOf(view).map((method): Row => {
    const own = scoresOf(view.scores, method, 'generality')
    const [named, unnamed] = [own.filter((score) => score.named), own.filter((score) => !score.named)]
    return {
      method,
      ...shareColumns('names_the_source', shareOf(named)),
      ...shareColumns('does_not_name_it', shareOf(unnamed)),
      prompts_that_do_not: new Set(unnamed.map(({ sample }) => `${sample.entry.row} ${sample.index}`)).size,
    }
  })
  return {
    name: `${name}-naming`,
    title: 'Generality by whether the prompt names the source, in %',
    table: tableOf(rows),
    digits: { prompts_that_do_not: 0 },
    samples: behindRows(
      rows,
      ({ method }) => ({ method: String(method), measure: 'generality' }),
      (column, filter) => {
        if (column === 'prompts_that_do_not') return { ...filter, named: false }
        return column === 'method'
          ? null
          : { ...filter, named: column === 'names_the_source', counts: 'success' }
      },
    ),
  }
}

/** Whether pictures are still their own noun, and the measures where only intact pictures count. */
export function intactTable(view: RunView, name: string): ReportTable {
  const rows = methodsOf(view).map((method): Row => {
    const own = view.scores.filter(({ sample }) => sample.method === method)
    const both = (measure: Measure) =>
      shareOf(scoresOf(own, method, measure), ({ success, intact }) => success && intact)
    return {
      method,
      ...shareColumns(
        'intact',
        shareOf(own, ({ intact }) => intact),
      ),
      ...shareColumns('intact_efficacy', both('efficacy')),
      ...shareColumns('intact_generality', both('generality')),
      ...shareColumns('intact_specificity', both('specificity')),
    }
  })
  return {
    name: `${name}-intact`,
    title: 'Intactness: pictures named as their own noun, and successes that are, in %',
    table: tableOf(rows),
    samples: behindRows(
      rows,
      ({ method }) => ({ method: String(method) }),
      (column, filter) => {
        if (column === 'intact') return { ...filter, counts: 'intact' }
        const measure = column.replace(/^intact_/, '')
        return column === 'method' ? null : { ...filter, measure, counts: 'intact success' }
      },
    ),
  }
}

/** Each editing method minus the baseline, paired by entry. */
export function pairedTable(view: RunView, name: string): ReportTable {
  const rows = editingMethods(view).flatMap((method) =>
    all.flatMap((measure): Row[] => {
      const [edited, before] = [method, 'baseline'].map((each) =>
        shareByEntry(scoresOf(view.scores, each, measure)),
      )
      const shared = [...(edited?.keys() ?? [])].filter((row) => before?.has(row))
      if (!edited || !before || shared.length === 0) return []
      const differences = shared.map((row) => (edited.get(row) ?? 0) - (before.get(row) ?? 0))
      const { low, high } = intervalOverEntries(differences, average)
      return [
        {
          method,
          measure,
          difference: average(differences),
          difference_low: low,
          difference_high: high,
          entries: shared.length,
        },
      ]
    }),
  )
  return {
    name: `${name}-paired`,
    title: 'Difference to the baseline, paired by entry, in percentage points',
    table: tableOf(rows),
    digits: { entries: 0 },
    samples: behindRows(
      rows,
      ({ method, measure }) => ({ method: String(method), measure: String(measure) }),
      (column, filter) => (column === 'difference' ? filter : null),
    ),
  }
}
