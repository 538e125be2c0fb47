import { paperModel } from '../experiments/paper-rows.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { type Bar, barsOf, measureBars, measures } from './measure-bars.ts'
import { percent, rowsOf } from './table-rows.ts'

/**
 * Efficacy, generality and specificity of each method as bars, the paper's marks beside them (paper, Table 2), from the table
 * `table2`. Undefined before anything is scored.
 */
export function table2Chart(table: ReportTable, subject: Subject): Chart | undefined {
  const bars = barsOf(rowsOf(table))
  const drawn = bars.filter(({ from }) => from === 'run')
  if (drawn.length === 0) return undefined
  return figure(subject, {
    name: 'table2',
    shows: 'Table 2',
    reading: [
      `Bars: ${subject.model}, lines: 95 % interval over entries.`,
      `Diamonds: ${paperModel}, lines: deviation over seeds.`,
    ],
    description: `${titleOf(subject, 'Table 2')}. ${sentence(bars)}`,
    body: measureBars(bars),
  })
}

/** The editing method's measures, with the paper's. */
export function sentence(bars: readonly Bar[]): string {
  const edited = bars.filter(({ method }) => method !== 'oracle' && method !== 'baseline')
  const of = (from: Bar['from'], measure: string) =>
    edited.find((bar) => bar.from === from && bar.measure === measure)
  const said = measures.flatMap((measure) => {
    const own = of('run', measure)
    const paper = of('paper', measure)
    if (!own) return []
    return [`${measure} ${percent(own.value)} %${paper ? ` (the paper's ${percent(paper.value)} %)` : ''}`]
  })
  const method = edited.find(({ from }) => from === 'run')?.method
  return method === undefined ? '' : `${method}: ${said.join(', ')}.`
}
