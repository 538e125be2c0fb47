import { dot } from './verdict.ts'

/** A picture and the caption that it was drawn of, as a CLIP's unit-length features of one width. */
export interface CaptionedPicture {
  readonly picture: Float32Array
  readonly caption: Float32Array
}

/**
 * CLIP Score (Hessel et al. 2021): 100 max(cos, 0), 0 to 100, mean over the pictures. The factor is 100, as in the
 * paper's tables (31.24 for Stable Diffusion), not Hessel's 2.5. Throws a RangeError where there are no pictures.
 */
export function clipScore(pictures: readonly CaptionedPicture[]): number {
  if (pictures.length === 0) throw new RangeError('There are no pictures to take a CLIP Score of')
  const cosines = pictures.map(({ picture, caption }) => Math.max(0, dot(picture, caption)))
  return (100 * cosines.reduce((sum, cosine) => sum + cosine, 0)) / cosines.length
}
