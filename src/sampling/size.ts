import { InputError } from '../errors.ts'

/** A picture's extent in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Reads `512` or `512x768` (width, height). Throws an InputError otherwise. */
export function parseSize(text: string): Size {
  const [, width, height] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text) ?? []
  if (width === undefined)
    throw new InputError(`The size "${text}" is neither a side in pixels (512) nor WIDTHxHEIGHT (512x768).`)
  return { width: Number(width), height: Number(height ?? width) }
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
