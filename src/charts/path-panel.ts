import { harmonicContour, type Point } from './contours.ts'
import { encodingsOf, ink, lookOfMatrices, softInk } from './palette.ts'
import { alongLine, boxAround, type Label, placeLabels } from './place-labels.ts'
import { lambdaText, percent } from './table-rows.ts'

/** What one setting of the ablation reaches, in percent. */
export interface Reached {
  readonly from: 'run' | 'paper'
  readonly matrices: 'K+V' | 'V'
  readonly augmented: boolean
  readonly lambda: number
  readonly generality: number
  readonly specificity: number
  /** The harmonic mean of the two. */
  readonly mean: number
  readonly best: boolean
}

const SIDE = 240
const PANEL = { width: SIDE, height: SIDE }
/** The end of both axes, beyond 100 so that neither a point nor its ring leaves the panel. */
const END = 104
const FONT = 10
/** Room that a digit takes in its font's height. */
const DIGIT = 0.62
const MEANS = [20, 40, 60, 80, 90]
const MATRICES = ['K+V', 'V'] as const

const axis = (field: string) => ({
  field,
  type: 'quantitative',
  scale: { domain: [0, END], nice: false },
  axis: { title: `${field} (%)`, grid: false, labelFlush: false, values: [0, 20, 40, 60, 80, 100] },
})
const position = { x: axis('generality'), y: axis('specificity') }

/** What is drawn of points of its own. */
const layer = (values: readonly object[], mark: object, encoding: object = {}) => ({
  data: { values },
  mark,
  encoding: { ...position, ...encoding },
})

/** What is drawn of those of the panel's points that are as a field says. */
const layerOf = (field: 'from' | 'best', equal: string | boolean, mark: object, encoding: object = {}) => ({
  transform: [{ filter: { field, equal } }],
  mark,
  encoding: { ...position, ...encoding },
})

/** The plane of generality and specificity with the run's paths, the paper's behind them, and contours of the harmonic mean. */
export function pathPanel(title: string, points: readonly Reached[]): object {
  const paths = [...Map.groupBy(points, ({ from, matrices }) => `${from} ${matrices}`).values()].map((path) =>
    path.toSorted((a, b) => a.lambda - b.lambda),
  )
  const legend = {
    title: 'edited matrices',
    orient: 'bottom',
    direction: 'horizontal',
    titleOrient: 'left',
    symbolOpacity: 1,
    symbolSize: 60,
  }
  const { color, shape } = encodingsOf('matrices', MATRICES, MATRICES.map(lookOfMatrices), legend)
  const path = { color, order: { field: 'lambda', type: 'quantitative' } }
  const line = { type: 'line' }
  const dot = { type: 'point', filled: true, tooltip: true, stroke: '#ffffff', strokeWidth: 0.75, opacity: 1 }
  const lambdas = words(paths)
  const text = (data: readonly object[], mark: object) =>
    layer(data, { type: 'text', fontSize: FONT, baseline: 'middle', ...mark }, { text: { field: 'text' } })
  return {
    title: { text: title, anchor: 'middle', frame: 'group', fontSize: 12, offset: 8 },
    ...PANEL,
    data: { values: points },
    layer: [
      layer(
        MEANS.flatMap(contour),
        { ...line, color: '#d0d7de', strokeWidth: 1 },
        { detail: { field: 'mean' }, order: { field: 'place', type: 'quantitative' } },
      ),
      text(MEANS.map(endOfContour), { color: '#8c959f', align: 'left', dx: 5 }),
      layerOf('from', 'paper', { ...line, strokeWidth: 1.5, strokeDash: [3, 3], opacity: 0.6 }, path),
      layerOf('from', 'paper', { ...dot, size: 24, opacity: 0.6 }, { color, shape }),
      layerOf('from', 'run', { ...line, strokeWidth: 1.75 }, path),
      layerOf('best', true, { type: 'point', shape: 'circle', size: 210, color: ink, strokeWidth: 1.25 }),
      layerOf('from', 'run', { ...dot, size: 60 }, { color, shape }),
      ...MATRICES.map((matrices) =>
        text(
          lambdas.filter((word) => word.from === 'run' && word.matrices === matrices),
          { color: lookOfMatrices(matrices).colour },
        ),
      ),
      text(
        lambdas.filter((word) => word.from === 'paper'),
        { color: softInk },
      ),
    ],
  }
}

/** Points enough for a smooth line. */
const contour = (mean: number) =>
  harmonicContour(mean, 25).map(([generality, specificity], place) => {
    return { mean, place, generality: rounded(generality), specificity: rounded(specificity) }
  })

/** Where a contour leaves the panel to the right: its label stands outside. */
const endOfContour = (mean: number) => ({
  text: String(mean),
  generality: 100,
  specificity: (100 * mean) / (200 - mean),
})

interface Word {
  readonly text: string
  readonly from: Reached['from']
  readonly matrices: Reached['matrices']
}

/**
 * The lambdas beside their points, where they hide nothing. Every point of K+V has its lambda,
 * V's where there is room; of the paper's path K+V's ends have.
 */
function words(paths: readonly (readonly Reached[])[]) {
  const drawn = paths.flatMap((path) => {
    const places = path.map(pixel)
    return [...alongLine(places), ...places.map(([x, y]) => boxAround(x, y, 5))]
  })
  // The labels of the contours stand to the right of the panel.
  const beside = MEANS.map((mean) => {
    const [x, y] = pixel(endOfContour(mean))
    return boxAround(x + 12, y, 7)
  })
  const written = paths
    .flatMap((path) => path.filter((point, i) => worthALabel(point, i === 0 || i === path.length - 1)))
    .toSorted((a, b) => rank(a) - rank(b))
  const labels = written.map((point): Label => {
    const [x, y] = pixel(point)
    return { x, y, ...sizeOf(textOf(point)), ...(rank(point) > 1 ? { optional: true } : {}) }
  })
  const places = placeLabels(labels, [...drawn, ...beside], { ...PANEL, width: SIDE + 20 })
  return written.flatMap((point, i): (Word & ReturnType<typeof unpixel>)[] => {
    const place = places[i]
    const { from, matrices } = point
    return place ? [{ text: textOf(point), from, matrices, ...unpixel(place) }] : []
  })
}

const worthALabel = ({ from, matrices }: Reached, end: boolean): boolean =>
  from === 'run' || (end && matrices === 'K+V')

/** Who is labelled before whom. */
function rank({ from, matrices, best }: Reached): number {
  if (from === 'paper') return 3
  return best ? 0 : matrices === 'K+V' ? 1 : 2
}

const textOf = ({ lambda, mean, best, from }: Reached): string =>
  best && from === 'run' ? `${lambdaText(lambda)} (${percent(mean)} %)` : lambdaText(lambda)

/** With air to either side, so that two labels in a row are two. */
const sizeOf = (text: string) => ({ width: text.length * FONT * DIGIT + 4, height: FONT })

const pixel = ({ generality, specificity }: Pick<Reached, 'generality' | 'specificity'>): Point => [
  (generality / END) * SIDE,
  SIDE - (specificity / END) * SIDE,
]

const unpixel = ({ x, y }: { readonly x: number; readonly y: number }) => ({
  generality: rounded((END * x) / SIDE),
  specificity: rounded(END - (END * y) / SIDE),
})

/** A place that is no measurement: to less than a tenth of a pixel. */
const rounded = (place: number): number => Math.round(place * 50) / 50
