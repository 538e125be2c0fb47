import { seedsOf } from '../runs/settings.ts'
import type { Experiment } from './experiment.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { oracle, samplesOf } from './samples.ts'
import { behindRows } from './samples-behind.ts'
import { shareByEntry } from './summary.ts'
import { type Row, scoresOf, tableOf } from './table-rows.ts'

/** Share of an entry's oracle pictures that must be judged as the destination, in percent (appendix D). */
export const oracleThreshold = 80

/** The oracle filter: entries whose destination the unedited model can draw (paper, appendix D). */
export const appendixD: Experiment = {
  name: 'appendix-d',
  summary: 'which entries the unedited model can draw when told outright (80 % over the seeds)',
  dataset: 'test',
  edits: 'never',
  captions: false,
  plan({ settings, entries, unit }) {
    return { samples: samplesOf(entries, [oracle], ['generality'], seedsOf(settings), unit), captions: [] }
  },
  tables: (view) => [mainTable(view), entryTable(view)],
}

/** Rows of the entries that pass the filter. */
export function retainedRows({ scores }: RunView): ReadonlySet<number> {
  const shares = shareByEntry(scoresOf(scores, 'oracle', 'generality'))
  return new Set([...shares].filter(([, share]) => share >= oracleThreshold).map(([row]) => row))
}

function mainTable(view: RunView): ReportTable {
  const retained = retainedRows(view)
  const kinds = ['all', ...new Set(view.entries.map(({ kind }) => kind))]
  const rows = kinds.map((kind): Row => {
    const own = view.entries.filter((entry) => kind === 'all' || entry.kind === kind)
    return {
      kind,
      model: view.settings.model.name,
      entries: own.length,
      retained: own.filter(({ row }) => retained.has(row)).length,
    }
  })
  return {
    name: 'appendix-d',
    title: `Appendix D: entries whose oracle pictures are judged as the destination in at least ${oracleThreshold} %`,
    table: tableOf([...rows, { kind: 'all', model: 'SD v1.4 (paper), TIMED', entries: 147, retained: 104 }]),
    digits: { entries: 0, retained: 0 },
    samples: behindRows(
      rows,
      ({ kind }) => ({ method: 'oracle', ...(kind === 'all' ? {} : { kind: String(kind) }) }),
      (column, filter) => (column === 'retained' ? filter : null),
    ),
  }
}

function entryTable({ scores, entries }: RunView): ReportTable {
  const shares = shareByEntry(scoresOf(scores, 'oracle', 'generality'))
  const rows = entries.map(({ row, kind, source, destination }): Row => {
    const share = shares.get(row)
    return {
      row,
      kind,
      source,
      destination,
      oracle: share ?? null,
      retained: share === undefined ? null : share >= oracleThreshold ? 'yes' : 'no',
    }
  })
  return {
    name: 'appendix-d-entries',
    title: "Each entry's oracle pictures judged as the destination, in %",
    table: tableOf(rows),
    digits: { row: 0 },
    samples: behindRows(
      rows,
      (row) => ({ method: 'oracle', measure: 'generality', entry: rows.indexOf(row) }),
      (column, filter) =>
        column === 'oracle' ? { ...filter, counts: 'success' } : column === 'retained' ? filter : null,
    ),
    long: true,
  }
}
