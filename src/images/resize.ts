import type { Pixels } from './png.ts'

/**
 * Brings a picture to `[size, size, 3]` values of [-1, 1] by bilinear interpolation between pixel centres without
 * smoothing first: `torch.nn.functional.interpolate(mode="bilinear", align_corners=False)`, as pytorch-fid has it.
 */
export function resizeBilinear({ pixels, width, height }: Pixels, size: number): Float32Array {
  const [rows, columns] = [samples(height, size), samples(width, size)]
  const resized = new Float32Array(size * size * 3)
  let at = 0
  for (const { low: top, high: bottom, weight: down } of rows) {
    for (const { low: left, high: right, weight: across } of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const pixel = (row: number, column: number) => pixels[(row * width + column) * 3 + channel] ?? 0
        const above = pixel(top, left) * (1 - across) + pixel(top, right) * across
        const below = pixel(bottom, left) * (1 - across) + pixel(bottom, right) * across
        resized[at++] = (2 * (above * (1 - down) + below * down)) / 255 - 1
      }
    }
  }
  return resized
}

/** For each new position the two old ones around its centre, and how far it lies towards the second. */
function samples(from: number, to: number) {
  return Array.from({ length: to }, (_, position) => {
    const centre = Math.max(0, ((position + 0.5) * from) / to - 0.5)
    const low = Math.min(from - 1, Math.floor(centre))
    return { low, high: Math.min(from - 1, low + 1), weight: centre - low }
  })
}
