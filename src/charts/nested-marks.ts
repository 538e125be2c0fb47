/** One kind's values at one place. */
export interface NestedMark {
  readonly x: number
  readonly y: number
  readonly kind: string
  /** How many values of the kind stand here. */
  readonly count: number
  /** How many values the mark's whole area stands for: its own, and those of the marks that lie on it. */
  readonly area: number
}

/**
 * Marks of values of several kinds, each exactly where its values are: at a place that several share, the kind with the
 * fewest lies on top, and what is seen of the others' areas is in proportion to their values. The largest marks come first.
 */
export function nestedMarks(
  values: readonly { readonly x: number; readonly y: number; readonly kind: string }[],
): readonly NestedMark[] {
  const places = Map.groupBy(values, ({ x, y }) => `${x} ${y}`)
  const marks = [...places.values()].flatMap((here) => {
    const kinds = [...Map.groupBy(here, ({ kind }) => kind)]
      .map(([kind, own]) => ({ kind, count: own.length }))
      .sort((a, b) => a.count - b.count)
    let area = 0
    return kinds.map(({ kind, count }) => {
      area += count
      return { x: here[0]?.x ?? 0, y: here[0]?.y ?? 0, kind, count, area }
    })
  })
  return marks.sort((a, b) => b.area - a.area)
}
