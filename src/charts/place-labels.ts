/** A box in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A label that is to stand beside a point; the earlier in the list, the sooner it is placed. */
export interface Label {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Left out where every place beside its point is taken. */
  readonly optional?: true
}

/** Directions that a label is tried in, the ones that read best first. */
const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [0.8, -0.8],
  [0.8, 0.8],
  [-0.8, 0.8],
  [-0.8, -0.8],
] as const
/** Pixels between a point and its label. */
const DISTANCES = [8, 13, 19] as const

/**
 * Places labels beside their points, in a panel of some size, where they hide least of what is drawn and of one another. Gives
 * each label's centre; undefined for an optional one that has no free place.
 */
export function placeLabels(
  labels: readonly Label[],
  drawn: readonly Box[],
  panel: { readonly width: number; readonly height: number },
): readonly ({ readonly x: number; readonly y: number } | undefined)[] {
  const taken = [...drawn]
  return labels.map((label) => {
    const best = freest(candidates(label), taken, panel)
    if (!best || (label.optional && best.hidden > 0)) return undefined
    taken.push(best.box)
    return { x: best.box.left + label.width / 2, y: best.box.top + label.height / 2 }
  })
}

/** The first of the boxes that hide least of what is taken, and how many square pixels that is. */
function freest(
  boxes: readonly Box[],
  taken: readonly Box[],
  panel: { readonly width: number; readonly height: number },
): { readonly box: Box; readonly hidden: number } | undefined {
  return boxes
    .map((box) => ({ box, hidden: Math.round(hiddenArea(box, taken) + outside(box, panel)) }))
    .reduce<{ box: Box; hidden: number } | undefined>(
      (best, each) => (best && best.hidden <= each.hidden ? best : each),
      undefined,
    )
}

function candidates({ x, y, width, height }: Label): readonly Box[] {
  return DISTANCES.flatMap((distance) =>
    DIRECTIONS.map(([right, down]) => ({
      left: x + right * distance + (Math.sign(right) - 1) * (width / 2),
      top: y + down * distance + (Math.sign(down) - 1) * (height / 2),
      width,
      height,
    })),
  )
}

const hiddenArea = (box: Box, taken: readonly Box[]): number =>
  taken.reduce((sum, other) => sum + overlap(box, other), 0)

const overlap = (a: Box, b: Box): number =>
  shared(a.left, a.width, b.left, b.width) * shared(a.top, a.height, b.top, b.height)

const shared = (a: number, length: number, b: number, other: number): number =>
  Math.max(0, Math.min(a + length, b + other) - Math.max(a, b))

/** What of a box is beyond its panel; counted like what it hides. */
const outside = (box: Box, panel: { readonly width: number; readonly height: number }): number =>
  box.width * box.height - overlap(box, { left: 0, top: 0, ...panel })

/** Small boxes along a line, so that labels keep off it. */
export function alongLine(points: readonly (readonly [x: number, y: number])[], step = 4): readonly Box[] {
  return points.slice(1).flatMap(([x, y], i) => {
    const [fromX, fromY] = points[i] ?? [x, y]
    const pieces = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / step))
    return Array.from({ length: pieces }, (_, k) => {
      const share = (k + 0.5) / pieces
      return boxAround(fromX + share * (x - fromX), fromY + share * (y - fromY), 2)
    })
  })
}

/** The square of some half side about a point. */
export const boxAround = (x: number, y: number, half: number): Box => ({
  left: x - half,
  top: y - half,
  width: 2 * half,
  height: 2 * half,
})
