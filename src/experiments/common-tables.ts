import { pairedDifference, pearson } from '../evaluation/statistics.ts'
import { editId } from '../runs/unit.ts'
import { paperCorrelation, paperModel } from './paper-rows.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import type { Measure } from './samples.ts'
import type { Score } from './scores.ts'
import { shareByEntry, shareOf } from './summary.ts'
import { measureColumns, type Row, scoresOf, shareColumns, tableOf } from './table-rows.ts'

const all: readonly Measure[] = ['efficacy', 'generality', 'specificity']

/** The methods of a plan, in its order. */
export function methodsOf({ plan }: RunView): readonly string[] {
  return [...new Set(plan.samples.map(({ method }) => method))]
}

/** Methods that edit, in the plan's order. */
export const editingMethods = (view: RunView): readonly string[] =>
  methodsOf(view).filter((method) => method !== 'baseline' && method !== 'oracle')

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
    return methodsOf(view).map((method) => ({
      kind,
      method,
      entries: new Set(own.map(({ sample }) => sample.entry.row)).size,
      ...measureColumns(own, method, all),
    }))
  })
  return {
    name: `${name}-by-kind`,
    title: 'By kind of edit, in %',
    table: tableOf(rows),
    digits: { entries: 0 },
  }
}

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
      const { mean, low, high } = pairedDifference(
        shared.map((row) => edited.get(row) ?? 0),
        shared.map((row) => before.get(row) ?? 0),
      )
      return [
        {
          method,
          measure,
          difference: mean,
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
  }
}

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
    notes: rows.some(({ r }) => r === null)
      ? ['A correlation is missing where every entry has the same success under one of the two.']
      : [],
  }
}

/** Every edit with its size, and what it reached. */
export function editsTable(view: RunView, name: string): ReportTable {
  const reached = new Map<string, Score[]>()
  for (const score of view.scores) {
    const { edit } = score.sample.unit
    if (edit === null) continue
    const id = editId(edit)
    const own = reached.get(id) ?? []
    own.push(score)
    reached.set(id, own)
  }
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
    digits: { pairs: 0, lambda: 6, size: 4 },
  }
}
