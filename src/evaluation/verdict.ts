/** How CLIP decided between source and destination over the pictures of one prompt. */
export interface Verdict {
  /** Fraction of the pictures nearer to the destination's text than to the source's, 0 to 1; a tie is no win. */
  readonly destination: number
  /** How many pictures lay equally near to both texts. */
  readonly ties: number
  readonly pictures: number
}

/**
 * Zero-shot classification of each picture as one of two texts by cosine similarity
 * (paper, section 5.4: the fraction classified as the destination is efficacy or generality,
 * one minus it specificity). All features are unit vectors of one width.
 */
export function judgeDestination(
  pictures: readonly Float32Array[],
  source: Float32Array,
  destination: Float32Array,
): Verdict {
  let wins = 0
  let ties = 0
  for (const picture of pictures) {
    const margin = dot(picture, destination) - dot(picture, source)
    if (margin > 0) wins += 1
    else if (margin === 0) ties += 1
  }
  return { destination: pictures.length ? wins / pictures.length : 0, ties, pictures: pictures.length }
}

/** Inner product of two vectors of one length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}
