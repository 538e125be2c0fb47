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
