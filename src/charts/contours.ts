/** A point of the plane of generality and specificity, in percent. */
export type Point = readonly [generality: number, specificity: number]

/**
 * Where the harmonic mean of two percentages is `mean` (above 0, at most 100): from specificity 100 to generality 100. With
 * `t` the ratio of generality to specificity, they are `mean (1 + t) / 2` and `mean (1 + 1 / t) / 2`.
 */
export function harmonicContour(mean: number, points = 41): readonly Point[] {
  const first = mean / (200 - mean)
  return Array.from({ length: points }, (_, i) => {
    const t = first ** (1 - (2 * i) / (points - 1))
    return [(mean * (1 + t)) / 2, (mean * (1 + 1 / t)) / 2] as const
  })
}
