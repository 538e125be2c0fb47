/** Where a mark's centre is, in pixels. */
interface Centre {
  readonly x: number
  readonly y: number
}

/**
 * How far to the right each mark of some diameter is moved, in pixels, so that none covers another: marks at one place become a
 * row, as in a beeswarm. The higher ones keep their place first.
 */
export function sideBySide(centres: readonly Centre[], diameter: number): readonly number[] {
  const placed: Centre[] = []
  const moved = centres.map(() => 0)
  const order = centres.map((_, i) => i).sort((a, b) => yOf(centres, a) - yOf(centres, b) || a - b)
  for (const i of order) {
    const { x, y } = centres[i] ?? { x: 0, y: 0 }
    const free = (step: number) =>
      placed.every((other) => Math.hypot(other.x - x - step * diameter, other.y - y) >= diameter * 0.999)
    let step = 0
    while (!free(step)) step += 1
    placed.push({ x: x + step * diameter, y })
    moved[i] = step * diameter
  }
  return moved
}

const yOf = (centres: readonly Centre[], i: number): number => centres[i]?.y ?? 0
