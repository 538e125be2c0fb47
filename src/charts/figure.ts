import type { TopLevelSpec } from 'vega-lite'
import { type Subject, titleOf } from '../experiments/subject.ts'
import type { Chart } from './chart.ts'
import { ink, softInk } from './palette.ts'

/** A figure before it has the looks that all share. */
export interface Drawing {
  readonly name: string
  /** What the figure shows; its title says the model, the data set and the seeds too. */
  readonly shows: string
  /** How it is read, a line each. */
  readonly reading: readonly string[]
  readonly description: string
  /** The specification but for its title, schema and configuration. */
  readonly body: object
}

/** Puts a figure's title and the common looks to it. */
export const figure = (subject: Subject, { shows, ...drawing }: Drawing): Chart =>
  titledFigure(titleOf(subject, shows), drawing)

/** As `figure`, of what is no run. */
export function titledFigure(
  title: string,
  { name, reading, description, body }: Omit<Drawing, 'shows'>,
): Chart {
  const specification = {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    description,
    title: { text: linesOf(title), subtitle: [...reading] },
    ...body,
    config: looks,
  } as TopLevelSpec
  return { name, description, specification }
}

/** Letters of a title that fit a figure's width, about. */
const TITLE = 78

/** A title that is too long for one line in two, broken after a comma where it has one. */
function linesOf(title: string): string | string[] {
  if (title.length <= TITLE) return title
  const comma = title.lastIndexOf(', ', TITLE)
  const end = comma > 0 ? comma + 1 : title.lastIndexOf(' ', TITLE)
  return end > 0 ? [title.slice(0, end), title.slice(end + 1)] : title
}

/** The font that `chartSvg` draws with; a browser without it takes its own. */
export const fontFamily = 'Inter, "Helvetica Neue", Arial, sans-serif'

const looks = {
  font: fontFamily,
  background: '#ffffff',
  padding: 12,
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'bounds',
    fontSize: 14,
    fontWeight: 600,
    color: ink,
    subtitleFontSize: 11,
    subtitleColor: softInk,
    subtitleLineHeight: 15,
    subtitlePadding: 5,
    offset: 14,
  },
  axis: {
    labelFontSize: 11,
    labelColor: ink,
    titleFontSize: 12,
    titleFontWeight: 400,
    titleColor: ink,
    titlePadding: 8,
    domainColor: '#8c959f',
    tickColor: '#8c959f',
    gridColor: '#eef1f4',
  },
  header: { labelFontSize: 12, labelFontWeight: 600, labelColor: ink, title: null },
  legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 600, labelColor: ink, titleColor: ink },
} as const
