import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { measures } from './measure-bars.ts'
import { encodingsOf, lookOfMethod } from './palette.ts'
import { estimateOf, percent, rowsOf, type TableRow } from './table-rows.ts'

/** Pixels of a method's line within its kind. */
const LINE = 13

/**
 * The measures of each kind of edit as points with their intervals, a line a method, from the table `<experiment>-by-kind`.
 * Undefined before anything is scored.
 */
export function byKindChart(table: ReportTable, subject: Subject): Chart | undefined {
  const rows = rowsOf(table)
  const points = rows.flatMap((row) =>
    measures.flatMap((measure) => {
      const estimate = estimateOf(row, measure)
      return estimate
        ? [
            {
              kind: labelOf(row),
              measure,
              method: String(row.method),
              ...estimate,
              label: percent(estimate.value),
            },
          ]
        : []
    }),
  )
  if (points.length === 0) return undefined
  const methods = [...new Set(points.map(({ method }) => method))]
  const method = { field: 'method', type: 'nominal' }
  const { color, shape } = encodingsOf('method', methods, methods.map(lookOfMethod), {
    title: null,
    orient: 'top',
    symbolSize: 60,
    offset: 12,
  })
  const x = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: [0, 100] },
    axis: { title: 'share of pictures (%)', values: [0, 25, 50, 75, 100], labelFlush: false },
  }
  return figure(subject, {
    name: table.name,
    shows: 'Measures by kind of edit',
    reading: ['Lines: 95 % interval over entries; in brackets how many entries a kind has.'],
    description: `${titleOf(subject, 'Measures by kind of edit')}. ${sentence(rows)}`,
    body: {
      data: { values: points },
      facet: { column: { field: 'measure', type: 'nominal', sort: [...measures] } },
      spacing: 22,
      spec: {
        width: 146,
        height: { step: LINE },
        encoding: {
          y: {
            field: 'kind',
            type: 'nominal',
            sort: [...new Set(points.map(({ kind }) => kind))],
            scale: { paddingInner: 0.2, paddingOuter: 0.1 },
            axis: { title: null, ticks: false, domain: false, labelPadding: 6, labelLimit: 140 },
          },
          yOffset: { ...method, sort: methods, scale: { domain: methods } },
          color,
        },
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 1.5 },
            encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
          },
          {
            mark: {
              type: 'point',
              filled: true,
              size: 42,
              opacity: 1,
              tooltip: true,
              stroke: '#ffffff',
              strokeWidth: 0.5,
            },
            encoding: { x, shape },
          },
        ],
      },
      resolve: { scale: { y: 'shared' } },
    },
  })
}

const labelOf = ({ kind, entries }: TableRow): string => `${kind} (${entries})`

/** What the editing method reaches by kind. */
function sentence(rows: readonly TableRow[]): string {
  const edited = rows.filter(({ method }) => method !== 'oracle' && method !== 'baseline')
  const said = edited.flatMap((row) => {
    const generality = estimateOf(row, 'generality')
    const specificity = estimateOf(row, 'specificity')
    return generality && specificity
      ? [`${row.kind} ${percent(generality.value)} % and ${percent(specificity.value)} %`]
      : []
  })
  return said.length > 0 ? `Generality and specificity of ${edited[0]?.method}: ${said.join(', ')}.` : ''
}
