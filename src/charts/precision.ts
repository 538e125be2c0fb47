import { type Precision, solvers } from '../editing/precision.ts'
import type { Chart } from './chart.ts'
import { titledFigure } from './figure.ts'
import { encodingsOf, lookOfMatrices, lookOfMethod, softInk } from './palette.ts'

/** From the plainest to timelab's own. */
const looks = [lookOfMatrices('V'), lookOfMethod('baseline'), lookOfMethod('TIME')] as const

/** The error of P against lambda, a line a way of solving, both on log scales; what is not finite is left out. */
export function precisionChart(rows: readonly Precision[], edit: string): Chart {
  const points = rows.filter(({ error }) => Number.isFinite(error) && error > 0)
  const lambdas = [...new Set(points.map(({ lambda }) => lambda))]
  const { color, shape } = encodingsOf('solver', solvers, looks, {
    title: null,
    orient: 'top',
    symbolOpacity: 1,
    symbolSize: 60,
    labelLimit: 240,
  })
  const log = (field: string, axis: object) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: { format: '~g', ...axis },
  })
  return titledFigure(`How exactly eq. 5 is solved for the edit ${edit}`, {
    name: 'precision',
    reading: [
      'Dashed: at an error of 1 nothing of the edited matrices is right. Dotted: lambda 0.01, below which the paper',
      'calls the closed form unstable (appendix E).',
    ],
    description: `How exactly eq. 5 is solved for the edit ${edit}: ${sentence(points)}`,
    body: {
      width: 560,
      height: 320,
      layer: [
        {
          data: { values: [{ error: 1 }] },
          mark: { type: 'rule', strokeDash: [5, 4], color: softInk },
          encoding: { y: { ...log('error', { title: 'relative error of P' }) } },
        },
        {
          data: { values: [{ lambda: 0.01 }] },
          mark: { type: 'rule', strokeDash: [2, 3], color: softInk },
          encoding: { x: log('lambda', { title: 'lambda (log scale)', values: lambdas, grid: false }) },
        },
        {
          data: { values: points },
          encoding: {
            x: log('lambda', {
              title: 'lambda (log scale)',
              values: lambdas,
              grid: false,
              labelFlush: false,
            }),
            y: log('error', { title: 'relative error of P', tickCount: 10 }),
          },
          layer: [
            {
              mark: { type: 'line', strokeWidth: 1.75 },
              encoding: { color },
            },
            {
              mark: { type: 'point', filled: true, size: 55, opacity: 1, tooltip: true },
              encoding: { color, shape },
            },
          ],
        },
      ],
    },
  })
}

/** The worst of each way of solving. */
function sentence(points: readonly Precision[]): string {
  const worst = solvers.flatMap((solver) => {
    const own = points.filter((point) => point.solver === solver)
    const [most] = own.toSorted((a, b) => b.error - a.error)
    return most ? [`${solver} is off by up to ${most.error.toPrecision(2)} (lambda ${most.lambda})`] : []
  })
  return `${worst.join('; ')}.`
}
