import { paperModel } from '../experiments/paper-rows.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { barsOf, measureBars } from './measure-bars.ts'
import { numberOf, rowsOf } from './table-rows.ts'
import { sentence } from './table2.ts'

/**
 * The measures where many assumptions are edited at once (paper, appendix F) as bars, the paper's marks beside, from the table
 * `appendix-f`. Undefined before anything is scored.
 */
export function appendixFChart(table: ReportTable, subject: Subject): Chart | undefined {
  const rows = rowsOf(table)
  // The title says that it is in bulk.
  const bars = barsOf(rows).map((bar) => ({ ...bar, method: bar.method.replace(/, in bulk$/, '') }))
  if (!bars.some(({ from }) => from === 'run')) return undefined
  const assumptionsOf = (paper: boolean) => {
    const row = rows.find(({ model }) => (model === paperModel) === paper)
    return row && numberOf(row, 'assumptions')
  }
  const shows = `${assumptionsOf(false)} assumptions edited at once`
  return figure(subject, {
    name: 'appendix-f',
    shows,
    reading: [
      `Bars: ${subject.model}, lines: 95 % interval over entries.`,
      `Diamonds: ${paperModel}, ${assumptionsOf(true)} assumptions.`,
    ],
    description: `${titleOf(subject, shows)}. ${sentence(bars)}`,
    body: measureBars(bars),
  })
}
