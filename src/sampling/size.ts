import { InputError } from '../errors.ts'

/** A picture's extent in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Pixels a side beyond which a picture's attention alone takes hundreds of gigabytes. */
export const largestSide = 2048

/** Reads `512` or `512x768` (width, height). Throws an InputError otherwise, and above `largestSide`. */
export function parseSize(text: string): Size {
  const [, width, height] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text) ?? []
  if (width === undefined)
    throw new InputError(`The size "${text}" is neither a side in pixels (512) nor WIDTHxHEIGHT (512x768).`)
  const size = { width: Number(width), height: Number(height ?? width) }
  if (Math.max(size.width, size.height) > largestSide) {
    throw new InputError(`The size ${text} is too large: at most ${largestSide} pixels a side.`)
  }
  return size
}

/**
 * Throws an InputError unless both sides are positive multiples of `multiple`: the autoencoder's factor times
 * the UNet's, so that every halving comes out even.
 */
export function checkSize({ width, height }: Size, multiple: number): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side <= 0 || side % multiple !== 0) {
      throw new InputError(
        `The size ${width}x${height} does not fit the model: both sides must be multiples of ${multiple} pixels.`,
      )
    }
  }
}
