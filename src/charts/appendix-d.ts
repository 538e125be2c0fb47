import { oracleThreshold } from '../experiments/appendix-d.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { ink, lookOfMethod, softInk } from './palette.ts'
import { layerOf, paperDiamond } from './run-and-paper.ts'
import { numberOf, percent, rowsOf, type TableRow } from './table-rows.ts'

/**
 * Which share of the entries passes the oracle filter (paper, appendix D), all of them and by kind, the paper's beside, from the
 * table `appendix-d`. Undefined before an entry has passed.
 */
export function appendixDChart(table: ReportTable, subject: Subject): Chart | undefined {
  const shares = rowsOf(table).flatMap((row) => shareOf(row, subject))
  if (!shares.some(({ from, share }) => from === 'run' && share > 0)) return undefined
  const shows = 'Entries that pass the oracle filter'
  const label = { type: 'text', align: 'left', fontSize: 10 }
  const x = {
    field: 'share',
    type: 'quantitative',
    scale: { domain: [0, 100] },
    axis: { title: 'entries that pass (%)', values: [0, 20, 40, 60, 80, 100], labelFlush: false },
  }
  const { colour } = lookOfMethod('oracle')
  return figure(subject, {
    name: 'appendix-d',
    shows,
    reading: [
      `An entry passes where at least ${oracleThreshold} % of its oracle pictures are judged as the destination.`,
      ...shares.filter(({ from }) => from === 'paper').map(({ model }) => `Diamond: ${model}.`),
    ],
    description: `${titleOf(subject, shows)}. ${shares.map(sentence).join(', ')}.`,
    body: {
      data: { values: shares },
      width: 440,
      height: { step: 34 },
      encoding: {
        y: {
          field: 'kind',
          type: 'nominal',
          sort: [...new Set(shares.map(({ kind }) => kind))],
          axis: { title: null, ticks: false, domain: false, labelPadding: 6, labelLimit: 140 },
        },
      },
      layer: [
        layerOf('run', { type: 'bar', color: colour, height: 15, tooltip: true }, { x }),
        layerOf('run', { ...label, dx: 5, color: ink }, { x, text: { field: 'label' } }),
        layerOf('paper', { ...paperDiamond, stroke: softInk }, { x }),
        layerOf(
          'paper',
          { ...label, align: 'center', dy: 15, color: softInk },
          { x, text: { field: 'label' } },
        ),
      ],
    },
  })
}

interface PassedShare {
  readonly from: 'run' | 'paper'
  readonly model: string
  readonly kind: string
  /** Percent. */
  readonly share: number
  readonly label: string
}

function shareOf(row: TableRow, subject: Subject): readonly PassedShare[] {
  const entries = numberOf(row, 'entries')
  const retained = numberOf(row, 'retained')
  if (!entries || retained === undefined) return []
  const model = String(row.model)
  return [
    {
      from: model === subject.model ? 'run' : 'paper',
      model,
      kind: String(row.kind),
      share: (100 * retained) / entries,
      label: `${retained} of ${entries}`,
    },
  ]
}

const sentence = ({ from, model, kind, label, share }: PassedShare): string =>
  `${from === 'run' ? kind : model} ${label} (${percent(share)} %)`
