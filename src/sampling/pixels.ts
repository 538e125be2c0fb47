import type { NDArray } from '../engine/ndarray.ts'
import type { Pixels } from '../images/png.ts'
import { roundHalfEven } from './timesteps.ts'

/** How a colour between two whole numbers becomes one of them. */
export type PixelRounding = 'round' | 'floor'

/**
 * An image `[1, H, W, 3]` of [-1, 1] as 8-bit RGB, clamped and rounded half to even as diffusers'
 * `VaeImageProcessor`; the paper's released code floors instead.
 * Throws an Error where a value is not a number.
 */
export function toPixels({ data, shape }: NDArray, rounding: PixelRounding = 'round'): Pixels {
  const [, height = 0, width = 0] = shape
  if (data.some(Number.isNaN)) throw new Error('The image holds values that are not a number')
  const nearest = rounding === 'round' ? roundHalfEven : Math.floor
  const pixels = Uint8Array.from(data, (value) => {
    const unit = Math.min(1, Math.max(0, Math.fround(Math.fround(value / 2) + 0.5)))
    return nearest(Math.fround(unit * 255))
  })
  return { pixels, width, height }
}
