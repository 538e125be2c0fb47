import type { EntrySuccess } from '../experiments/correlation-table.ts'
import { paperCorrelation, paperModel } from '../experiments/paper-rows.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { nestedMarks } from './nested-marks.ts'
import { encodingsOf, lookOfKind, softInk } from './palette.ts'
import { numberOf, rowsOf } from './table-rows.ts'

/** Pixels of the plane of the two shares. */
const PLANE = { width: 290, height: 290 }
/** Of the mark of one entry, in square pixels. */
const AREA = 28

/**
 * Each entry's success under an editing method against the oracle's (paper, section 7 and appendix D), with its correlation and
 * interval from the table `<experiment>-correlation`. `kinds` are the data set's, so that each looks the same in all its figures.
 * Undefined where no entry has both.
 */
export function correlationChart(
  table: ReportTable,
  subject: Subject,
  method: string,
  successes: readonly EntrySuccess[],
  kinds: readonly string[] = [...new Set(successes.map(({ kind }) => kind))],
): Chart | undefined {
  if (successes.length === 0) return undefined
  const row = rowsOf(table).find((each) => each.method === method && each.model !== paperModel)
  const correlation = correlationText(row)
  const shows = `${method} against the oracle`
  return figure(subject, {
    name: table.name,
    shows,
    reading: [
      `The larger a mark, the more entries at its place. Dashed: as often as the oracle.`,
      `Pearson's correlation: ${correlation}, of ${paperModel}: ${paperCorrelation}.`,
    ],
    description: `${titleOf(subject, shows)}: the success of ${successes.length} entries, pictures of the source and the positives. Pearson's correlation is ${correlation}; of ${paperModel}, ${paperCorrelation}.`,
    body: scatter(method, successes, kinds),
  })
}

function correlationText(row: ReturnType<typeof rowsOf>[number] | undefined): string {
  const [r, low, high] = ['r', 'r_low', 'r_high'].map((name) => row && numberOf(row, name))
  if (r === undefined) return 'not defined'
  return low === undefined || high === undefined
    ? r.toFixed(2)
    : `${r.toFixed(2)} (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`
}

function scatter(method: string, successes: readonly EntrySuccess[], kinds: readonly string[]): object {
  const looks = encodingsOf(
    'kind',
    kinds,
    kinds.map((_, place) => lookOfKind(place)),
    { title: 'kind of edit', titleOrient: 'left', orient: 'top', symbolOpacity: 1, symbolSize: 60 },
  )
  // A data set is mostly filtered by the oracle's success, which then is high throughout.
  const least = Math.min(...successes.map(({ oracle }) => oracle))
  const from = Math.max(0, Math.floor((least - 1) / 10) * 10)
  const step = [5, 10, 20].find((each) => (100 - from) / each <= 5) ?? 20
  const ticks = Array.from({ length: Math.floor((100 - from) / step) + 1 }, (_, i) => 100 - i * step)
  const axis = (field: string, title: string, domain: readonly number[], values: readonly number[]) => ({
    field,
    type: 'quantitative',
    scale: { domain, nice: false, zero: false },
    axis: { title, values, labelFlush: false },
  })
  const x = axis('oracle', 'oracle: pictures of the destination (%)', [from, 100], ticks.toReversed())
  const y = axis('edited', `${method}: pictures of the destination (%)`, [0, 100], [0, 20, 40, 60, 80, 100])
  const marks = nestedMarks(successes.map(({ oracle, edited, kind }) => ({ x: oracle, y: edited, kind })))
  const most = Math.max(...marks.map(({ area }) => area))
  const size = {
    field: 'area',
    type: 'quantitative',
    scale: { domain: [0, most], range: [0, most * AREA] },
    legend: null,
  }
  const dot = { type: 'point', filled: true, tooltip: { content: 'data' } }
  return {
    ...PLANE,
    layer: [
      {
        data: { values: [from, 100].map((value) => ({ oracle: value, edited: value })) },
        mark: { type: 'line', color: softInk, strokeDash: [4, 4], strokeWidth: 1 },
        encoding: { x, y },
      },
      {
        data: {
          values: marks.map(({ x: oracle, y: edited, kind, count, area }) => ({
            oracle,
            edited,
            kind,
            entries: count,
            area,
          })),
        },
        mark: { ...dot, opacity: 1, stroke: '#ffffff', strokeWidth: 0.5 },
        encoding: { x, y, size, ...looks },
      },
    ],
  }
}
