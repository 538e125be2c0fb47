import { paperModel } from '../experiments/paper-rows.ts'
import { hairline, ink, lookOfMethod, softInk } from './palette.ts'
import { layerOf, paperDiamond } from './run-and-paper.ts'
import { type Estimate, estimateOf, percent, type TableRow } from './table-rows.ts'

/** The three measures of the paper's tables. */
export const measures = ['efficacy', 'generality', 'specificity'] as const

/** A bar of the run, or a mark of the paper's. */
export interface Bar extends Estimate {
  readonly from: 'run' | 'paper'
  readonly measure: string
  readonly method: string
}

/** What a table's rows have of the measures; what is not known has no bar. */
export function barsOf(rows: readonly TableRow[]): readonly Bar[] {
  return rows.flatMap((row) =>
    measures.flatMap((measure): Bar[] => {
      const estimate = estimateOf(row, measure)
      return estimate
        ? [
            {
              from: row.model === paperModel ? 'paper' : 'run',
              measure,
              method: String(row.method),
              ...estimate,
            },
          ]
        : []
    }),
  )
}

const HEIGHT = 230
/** As wide as three fit a page; a fourth, where a method of one's own stands beside the paper's TIME, has less room. */
const widthFor = (methods: readonly string[]): number => (methods.length > 3 ? 190 : 168)
/** Pixels of a letter of a method's name, about. */
const LETTER = 6.2

/** A panel a measure, in it the methods: the run's bar with its interval, beside it the paper's mark. */
export function measureBars(bars: readonly Bar[]): object {
  const methods = [...new Set(bars.map(({ method }) => method))]
  const colour = {
    field: 'method',
    type: 'nominal',
    scale: { domain: methods, range: methods.map((method) => lookOfMethod(method).colour) },
    legend: null,
  }
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: [0, 100] },
    axis: { title: 'share of pictures (%)', values: [0, 20, 40, 60, 80, 100] },
  }
  const interval = { y: { ...y, field: 'low' }, y2: { field: 'high' } }
  const above = (colour: string, dy = -3) => ({
    type: 'text',
    fontSize: methods.length > 3 ? 9 : 10,
    dy,
    color: colour,
    baseline: 'bottom',
  })
  return {
    data: { values: bars.map((bar) => ({ ...bar, top: bar.high ?? bar.value, label: percent(bar.value) })) },
    facet: {
      column: { field: 'measure', type: 'nominal', sort: [...measures], header: { labelPadding: 14 } },
    },
    spacing: 14,
    spec: {
      width: widthFor(methods),
      height: HEIGHT,
      encoding: {
        x: {
          field: 'method',
          type: 'nominal',
          sort: methods,
          scale: { paddingInner: 0.12, paddingOuter: 0.08 },
          axis: { title: null, ticks: false, labelPadding: 6, domainColor: hairline, ...labelled(methods) },
        },
        xOffset: {
          field: 'from',
          type: 'nominal',
          sort: ['run', 'paper'],
          scale: { domain: ['run', 'paper'] },
        },
      },
      layer: [
        layerOf('run', { type: 'bar', tooltip: true }, { y, color: colour }),
        layerOf('run', { type: 'rule', strokeWidth: 1.5, color: ink }, interval),
        layerOf('run', above(ink), { y: { ...y, field: 'top' }, text: { field: 'label' } }),
        layerOf('paper', { type: 'rule', strokeWidth: 1.5, color: softInk }, interval),
        layerOf('paper', { ...paperDiamond, tooltip: true }, { y, stroke: colour }),
        // Clear of the diamond where no line rises above it.
        layerOf('paper', above(softInk, -8), { y: { ...y, field: 'top' }, text: { field: 'label' } }),
      ],
    },
  }
}

/** Methods' names lie flat where they have room; a method of one's own may have a long one. */
const labelled = (methods: readonly string[]): object =>
  methods.every(({ length }) => length * LETTER <= widthFor(methods) / methods.length)
    ? { labelAngle: 0 }
    : { labelAngle: -35, labelLimit: 110 }
