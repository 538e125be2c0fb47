import type { TopLevelSpec } from 'vega-lite'

/** A figure as a value: drawn by Jupyter, the viewer, or `chartSvg` and `chartPng`. */
export interface Chart {
  /** Of its file: `table2`, `table4-path`. */
  readonly name: string
  /** What a reader who cannot see it is told, in a sentence or two with its main numbers. */
  readonly description: string
  /** With its data inside; runs in vega-lite 5 and later. */
  readonly specification: TopLevelSpec
}

/** Whether a value is a chart: a name, a description and a specification. */
export function isChart(value: unknown): value is Chart {
  if (typeof value !== 'object' || value === null) return false
  const { name, description, specification } = value as Partial<Record<keyof Chart, unknown>>
  return (
    typeof name === 'string' &&
    typeof description === 'string' &&
    typeof specification === 'object' &&
    specification !== null
  )
}
