import { paperLambdas, paperModel } from '../experiments/paper-rows.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { encodingsOf, lookOfMeasure } from './palette.ts'
import { type Estimate, estimateOf, percent, rowsOf, type TableRow } from './table-rows.ts'

const MEASURES = ['generality', 'specificity', 'harmonic mean'] as const

/** A measure at one lambda of a series. */
interface AtLambda extends Estimate {
  readonly from: 'run' | 'paper'
  readonly matrices: string
  readonly augmented: string
  readonly lambda: unknown
  readonly measure: (typeof MEASURES)[number]
}

/**
 * Generality, specificity and their harmonic mean against lambda, with their intervals, a panel a series of the ablation and
 * the paper's lines beside, from the table `table4`. Undefined before anything is scored.
 */
export function lambdaChart(table: ReportTable, subject: Subject): Chart | undefined {
  const points = rowsOf(table).flatMap((row) => [...atLambda(row, 'run'), ...atLambda(row, 'paper')])
  const own = points.filter(({ from }) => from === 'run')
  if (own.length === 0) return undefined
  const shows = 'Measures against lambda'
  return figure(subject, {
    name: 'lambda',
    shows,
    reading: [
      `Solid: ${subject.model}, bands: 95 % interval over entries. Dashed: ${paperModel}.`,
      'K+V: keys and values edited; V: values alone.',
    ],
    description: `${titleOf(subject, shows)}. ${bestOf(own)}`,
    body: panels(points),
  })
}

function atLambda(row: TableRow, from: AtLambda['from']): readonly AtLambda[] {
  return MEASURES.flatMap((measure) => {
    const column = measure.replace(' ', '_')
    const estimate = estimateOf(row, from === 'paper' ? `paper_${column}` : column)
    if (!estimate) return []
    const { lambda, matrices } = row
    const augmented = row.augmented === 'yes' ? 'augmented' : 'not augmented'
    return [{ from, matrices: String(matrices), augmented, lambda, measure, ...estimate }]
  })
}

/** Where each measure of the run is highest. */
function bestOf(own: readonly AtLambda[]): string {
  const said = MEASURES.flatMap((measure) => {
    const [best] = own.filter((point) => point.measure === measure).toSorted((a, b) => b.value - a.value)
    if (!best) return []
    return `${measure} ${percent(best.value)} % (lambda ${best.lambda}, ${best.matrices}, ${best.augmented})`
  })
  return `Each measure at its highest: ${said.join(', ')}.`
}

function panels(points: readonly AtLambda[]): object {
  const legend = { title: null, orient: 'top', direction: 'horizontal', symbolOpacity: 1, symbolSize: 60 }
  const { color, shape } = encodingsOf('measure', MEASURES, MEASURES.map(lookOfMeasure), legend)
  const x = {
    field: 'lambda',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: {
      title: 'lambda (log scale)',
      grid: false,
      values: ticksOf(points),
      labelFlush: false,
      // As `lambdaText`.
      labelExpr: "datum.value >= 1000 ? datum.value / 1000 + 'k' : '' + datum.value",
    },
  }
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: [0, 100] },
    axis: { title: 'share of pictures (%)', values: [0, 20, 40, 60, 80, 100] },
  }
  const of = (from: AtLambda['from'], mark: object, encoding: object = {}) => ({
    transform: [{ filter: { field: 'from', equal: from } }],
    mark,
    encoding: { x, y, color, ...encoding },
  })
  const dot = { type: 'point', filled: true, tooltip: true, opacity: 1 }
  return {
    data: { values: points },
    facet: {
      row: { field: 'augmented', type: 'nominal', sort: ['not augmented', 'augmented'] },
      column: { field: 'matrices', type: 'nominal', sort: ['K+V', 'V'] },
    },
    spacing: { row: 18, column: 24 },
    spec: {
      width: 250,
      height: 170,
      layer: [
        of('run', { type: 'area', opacity: 0.18 }, { y: { ...y, field: 'low' }, y2: { field: 'high' } }),
        of('paper', { type: 'line', strokeDash: [3, 3], strokeWidth: 1.25, opacity: 0.8 }),
        of('paper', { ...dot, size: 18, opacity: 0.8 }, { shape }),
        of('run', { type: 'line', strokeWidth: 1.75 }),
        of('run', { ...dot, size: 45 }, { shape }),
      ],
    },
  }
}

/** The paper's lambdas, unless the run has others. */
function ticksOf(points: readonly AtLambda[]): readonly number[] {
  const own = [...new Set(points.map(({ lambda }) => Number(lambda)))].toSorted((a, b) => a - b)
  return own.every((lambda) => paperLambdas.includes(lambda)) ? paperLambdas : own
}
