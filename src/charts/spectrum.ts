import type { EditSpectrum } from '../editing/spectrum.ts'
import type { Chart } from './chart.ts'
import { titledFigure } from './figure.ts'
import { ink, lookOfMethod, softInk } from './palette.ts'

const PANEL = { width: 290, height: 260 }
/** Powers of ten that are drawn below the largest value: what is smaller is beyond every lambda. */
const DECADES = 10

/**
 * Left, the squared strength of an edit's tokens along each direction, with lambdas as levels; right, how far P moves
 * each direction at those lambdas (eq. 5). `edit` is what was edited, for the title.
 */
export function spectrumChart({ tokens, changes }: EditSpectrum, edit: string): Chart {
  const largest = tokens[0] ?? 1
  const levels = changes.map(({ lambda }) => ({ lambda, label: `lambda ${lambda}` }))
  const x = (title: string) => ({ field: 'rank', type: 'quantitative', axis: { title, grid: false } })
  const log = (field: string, title: string, domain?: readonly number[]) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', nice: false, ...(domain ? { domain } : {}) },
    axis: { title, format: '~g', tickCount: 6 },
  })
  const floor = largest / 10 ** DECADES
  const strengths = tokens.map((value, k) => ({ rank: k + 1, value })).filter(({ value }) => value >= floor)
  const moved = changes.flatMap(({ lambda, values }) =>
    values
      .map((value, k) => ({ rank: k + 1, value, lambda: String(lambda) }))
      .filter(({ value }) => value > 1e-3),
  )
  const color = {
    field: 'lambda',
    type: 'ordinal',
    sort: changes.map(({ lambda }) => String(lambda)),
    scale: { scheme: 'viridis' },
    legend: { title: 'lambda' },
  }
  const y = log('value', "squared strength of the edit's tokens", [floor, 2 * largest])
  return titledFigure(`The spectrum of the edit ${edit}`, {
    name: 'spectrum',
    reading: [
      'Left: directions of the text embeddings, the strongest first; TIME rewrites those above lambda and keeps those below.',
      'Right: singular values of P - I, the share of its length that a direction is moved by.',
    ],
    description: `The spectrum of the edit ${edit}: ${sentence({ tokens, changes })}`,
    body: {
      hconcat: [
        {
          ...PANEL,
          layer: [
            {
              data: { values: levels.filter(({ lambda }) => lambda >= floor && lambda <= 2 * largest) },
              layer: [
                {
                  mark: { type: 'rule', strokeDash: [4, 3], color: softInk },
                  encoding: { y: { ...y, field: 'lambda' } },
                },
                {
                  mark: {
                    type: 'text',
                    align: 'right',
                    x: PANEL.width,
                    dy: -6,
                    fontSize: 10,
                    color: ink,
                  },
                  encoding: { y: { ...y, field: 'lambda' }, text: { field: 'label' } },
                },
              ],
            },
            {
              data: { values: strengths },
              mark: {
                type: 'point',
                filled: true,
                size: 26,
                opacity: 1,
                color: lookOfMethod('TIME').colour,
                tooltip: true,
              },
              encoding: { x: x('direction'), y },
            },
          ],
        },
        {
          ...PANEL,
          data: { values: moved },
          mark: { type: 'line', strokeWidth: 2, tooltip: true },
          encoding: { x: x('direction'), y: log('value', 'singular value of P - I'), color },
        },
      ],
      spacing: 36,
    },
  })
}

function sentence({ tokens, changes }: EditSpectrum): string {
  const largest = (tokens[0] ?? 0).toPrecision(2)
  const said = changes.map(({ lambda, values }) => {
    const rewritten = tokens.filter((value) => value > lambda).length
    return `lambda ${lambda} rewrites ${rewritten} of ${tokens.length} directions, by up to ${(values[0] ?? 0).toPrecision(2)}`
  })
  return `the strongest direction has ${Number(largest)}; ${said.join('; ')}.`
}
