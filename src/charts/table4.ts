import { paperModel } from '../experiments/paper-rows.ts'
import type { ReportTable } from '../experiments/run-tables.ts'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { figure } from './figure.ts'
import { pathPanel, type Reached } from './path-panel.ts'
import { numberOf, percent, rowsOf, type TableRow } from './table-rows.ts'

/**
 * Generality against specificity with lambda along the path, a panel without and one with augmentations (paper, Table 4), from
 * the table `table4`. Undefined before anything is scored.
 */
export function table4Chart(table: ReportTable, subject: Subject): Chart | undefined {
  const points = rowsOf(table).flatMap((row) => [...reached(row, 'run'), ...reached(row, 'paper')])
  if (!points.some(({ from }) => from === 'run')) return undefined
  const best = points.find((point) => point.from === 'run' && point.best)
  const said = best
    ? ` The best harmonic mean of the two is ${percent(best.mean)} % at lambda ${best.lambda}, ${best.matrices}, ${best.augmented ? 'augmented' : 'not augmented'}: generality ${percent(best.generality)} %, specificity ${percent(best.specificity)} %.`
    : ''
  return figure(subject, {
    name: 'table4',
    shows: 'Table 4',
    reading: [
      'Each path goes along lambda, which its points are labelled with. Ring: the best harmonic mean.',
      `Solid: ${subject.model}, dashed: ${paperModel}. Grey lines: equal harmonic means (%).`,
    ],
    description: `${titleOf(subject, 'Table 4')}: generality against specificity along lambda.${said}`,
    body: {
      hconcat: [false, true].map((augmented) =>
        pathPanel(
          augmented ? 'augmented' : 'not augmented',
          points.filter((point) => point.augmented === augmented),
        ),
      ),
      spacing: 34,
    },
  })
}

/** The point that a row has of the run or of the paper, whose best setting is a known one. */
function reached(row: TableRow, from: Reached['from']): readonly Reached[] {
  const [generality, specificity, mean] = ['generality', 'specificity', 'harmonic_mean'].map((name) =>
    numberOf(row, from === 'paper' ? `paper_${name}` : name),
  )
  const lambda = numberOf(row, 'lambda')
  if (generality === undefined || specificity === undefined || mean === undefined || lambda === undefined) {
    return []
  }
  const augmented = row.augmented === 'yes'
  const matrices = row.matrices === 'V' ? 'V' : 'K+V'
  const best = from === 'run' ? row.best === '*' : augmented && matrices === 'K+V' && lambda === 0.1
  return [{ from, matrices, augmented, lambda, generality, specificity, mean, best }]
}
