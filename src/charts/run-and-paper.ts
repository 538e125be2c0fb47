/** Whose number a row is. */
export type Source = 'run' | 'paper'

/** A layer of the rows that are the run's, or the paper's. */
export const layerOf = (from: Source, mark: object, encoding: object): object => ({
  transform: [{ filter: { field: 'from', equal: from } }],
  mark,
  encoding,
})

/** The mark of the paper's numbers. */
export const paperDiamond = {
  type: 'point',
  shape: 'diamond',
  size: 60,
  fill: '#ffffff',
  strokeWidth: 2,
  opacity: 1,
} as const
