import { settingsChanges } from '../runs/settings.ts'
import { pairRuns, type ScorePair } from './pair-runs.ts'
import type { Report } from './report.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import type { SampleFilter } from './sample-filter.ts'
import { behindRows } from './samples-behind.ts'
import { intervalOverEntries, shareOf } from './summary.ts'
import { type Row, shareColumns, tableOf } from './table-rows.ts'
import { unfinished } from './warnings.ts'

/** A run that is compared. */
export interface ComparedRun {
  /** What the report calls it. */
  readonly label: string
  readonly view: RunView
  /** Digest of the judge that it is seen by. */
  readonly judge: string
  /** What was found damaged in its ledger. */
  readonly damage?: string
}

/** Entries that are listed as having moved most. */
const MOVED = 10

/**
 * Compares two runs on the samples that they share: second minus first, paired by sample, with 95 % intervals over
 * entries. Throws an InputError that says why where they share none.
 */
export function compareRuns(first: ComparedRun, second: ComparedRun): Report {
  const pairs = pairRuns(first.view, second.view)
  return {
    title: `${second.label} minus ${first.label}, on the ${pairs.length} samples that both have`,
    tables: [
      differenceTable(pairs),
      ...movedTable(pairs, first.view),
      ...settingsTable(first.view, second.view),
    ],
    warnings: warnings(first, second, pairs),
  }
}

function differenceTable(pairs: readonly ScorePair[]): ReportTable {
  const rows = [
    ...Map.groupBy(pairs, ({ method, measure }) => JSON.stringify([method, measure])).values(),
  ].map(
    (own): Row => ({
      method: own[0]?.method ?? '',
      measure: own[0]?.measure ?? '',
      entries: new Set(own.map(({ entry }) => entry)).size,
      samples: own.length,
      ...shareColumns('first', shareOf(own.map(({ first }) => first))),
      ...shareColumns('second', shareOf(own.map(({ second }) => second))),
      ...differenceColumns(own),
      gained: own.filter(gained).length,
      lost: own.filter(lost).length,
      same_pictures: own.filter(samePicture).length,
    }),
  )
  return {
    name: 'compare',
    title:
      'Success in % and its difference in percentage points, with samples that only the second or only the first has right',
    table: tableOf(rows),
    digits: { entries: 0, samples: 0, gained: 0, lost: 0, same_pictures: 0 },
    samples: behindRows(
      rows,
      ({ method, measure }) => ({ method: String(method), measure: String(measure) }),
      behindPairs,
    ),
  }
}

/** What a column of shares of pairs stands on. */
function behindPairs(column: string, filter: SampleFilter): SampleFilter | null {
  switch (column) {
    case 'first':
      return { ...filter, counts: 'success' }
    case 'second':
      return { ...filter, counts: 'second success' }
    case 'difference':
      return filter
    case 'gained':
    case 'lost':
      return { ...filter, change: column }
    case 'same_pictures':
      return { ...filter, change: 'same picture' }
    default:
      return null
  }
}

const gained = ({ first, second }: ScorePair): boolean => second.success && !first.success
const lost = ({ first, second }: ScorePair): boolean => first.success && !second.success

/** Second minus first in percentage points, over all samples, and its interval over entries. */
function differenceColumns(pairs: readonly ScorePair[]): Row {
  const entries = [...Map.groupBy(pairs, ({ entry }) => entry).values()]
  const tallies = entries.map(
    (own) => [own.filter(gained).length - own.filter(lost).length, own.length] as const,
  )
  const difference = (some: typeof tallies) =>
    (100 * some.reduce((sum, [moved]) => sum + moved, 0)) / some.reduce((sum, [, all]) => sum + all, 0)
  const { low, high } = intervalOverEntries(tallies, (sample) => difference([...sample]))
  return { difference: difference(tallies), difference_low: low, difference_high: high }
}

/** Files of the same pixels may differ in their text, which names the edit. */
const samePicture = ({ first, second }: ScorePair): boolean =>
  first.png === second.png ||
  (first.feature.length === second.feature.length &&
    first.feature.every((value, i) => value === second.feature[i]))

function movedTable(pairs: readonly ScorePair[], { entries }: RunView): readonly ReportTable[] {
  const groups = Map.groupBy(pairs, ({ method, measure, entry }) => JSON.stringify([method, measure, entry]))
  const share = (own: readonly boolean[]) => (100 * own.filter(Boolean).length) / own.length
  const rows = [...groups.values()]
    .flatMap((own) => {
      const [pair] = own
      if (!pair) return []
      const [before, after] = [
        share(own.map(({ first }) => first.success)),
        share(own.map(({ second }) => second.success)),
      ]
      const { source, destination } = pair.first.sample.entry
      return [
        {
          source,
          destination,
          method: pair.method,
          measure: pair.measure,
          samples: own.length,
          first: before,
          second: after,
          difference: after - before,
        },
      ]
    })
    .filter(({ difference }) => difference !== 0)
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || b.samples - a.samples)
  if (rows.length === 0) return []
  const most = rows.slice(0, MOVED)
  return [
    {
      name: 'compare-entries',
      title: `Entries that moved most: success in %, ${most.length} of ${rows.length} shares that moved at all`,
      table: tableOf(most),
      digits: { samples: 0 },
      samples: behindRows(
        most,
        ({ method, measure, source, destination }) => ({
          method: String(method),
          measure: String(measure),
          entries: entries.flatMap((entry, place) =>
            entry.source === source && entry.destination === destination ? [place] : [],
          ),
        }),
        behindPairs,
      ),
    },
  ]
}

function settingsTable(first: RunView, second: RunView): readonly ReportTable[] {
  const rows = settingsChanges(first.settings, second.settings).map(
    ({ name, before, after }): Row => ({ setting: name, first: shown(before), second: shown(after) }),
  )
  if (rows.length === 0) return []
  return [{ name: 'compare-settings', title: 'Settings that differ', table: tableOf(rows) }]
}

/** A digest's beginning is enough for people. */
const shown = (value: string | undefined): string =>
  value?.replace(/^"(.*)"$/, '$1').replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1…') ?? 'none'

function warnings(first: ComparedRun, second: ComparedRun, pairs: readonly ScorePair[]): readonly string[] {
  const unpaired = [first, second].map(
    ({ view }, k) =>
      view.scores.length - new Set(pairs.map((pair) => (k === 0 ? pair.first : pair.second))).size,
  )
  return [
    ...(first.judge === second.judge
      ? []
      : [
          `The runs are seen by different judges (${first.judge.slice(0, 8)}, ${second.judge.slice(0, 8)}), so differences are theirs as well: have one judge see both with \`npx timelab rescore\`, and name it with --judge.`,
        ]),
    ...[first, second].flatMap(({ label, view, damage }) =>
      [...(damage === undefined ? [] : [damage]), ...unfinished(view)].map(
        (warning) => `${label}: ${warning}`,
      ),
    ),
    ...(unpaired.some((count) => count > 0)
      ? [
          `${unpaired[0]} samples of ${first.label} and ${unpaired[1]} of ${second.label} have no counterpart and do not enter.`,
        ]
      : []),
  ]
}
