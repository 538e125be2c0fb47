import { InputError } from '../errors.ts'
import type { TextEmbedding } from '../models/types.ts'
import { type AlignmentName, align } from './align.ts'

/** A source and a destination prompt, as the text encoder sees them. */
export interface EmbeddedPair {
  readonly source: TextEmbedding
  readonly destination: TextEmbedding
}

/** What eq. 5 sums over: embeddings c_i and what they shall become, c*_i; one row each. */
export interface Columns {
  readonly count: number
  readonly width: number
  /** `[count, width]` */
  readonly source: Float32Array
  /** `[count, width]` */
  readonly destination: Float32Array
}

/**
 * The aligned embeddings of one or more pairs, one after the other (appendices C and F of the paper).
 * Throws an InputError where there is nothing to edit or a pair cannot be aligned.
 */
export function alignColumns(pairs: readonly EmbeddedPair[], alignment: AlignmentName): Columns {
  const width = pairs[0]?.source.states.shape[1]
  if (width === undefined)
    throw new InputError('An edit needs at least one pair of prompts; give a source and a destination.')
  const aligned = pairs.map(({ source, destination }) => {
    const indices = align(source.tokens, destination.tokens, alignment)
    return {
      source: rows(source, indices.source, width),
      destination: rows(destination, indices.destination, width),
    }
  })
  const source = concatenate(aligned.map((pair) => pair.source))
  const destination = concatenate(aligned.map((pair) => pair.destination))
  return { count: source.length / width, width, source, destination }
}

/** The embeddings that a preserve set holds still, `[count, width]`: the positions that `alignment` would edit. */
export function preservedRows(
  prompts: readonly TextEmbedding[],
  alignment: AlignmentName,
  width: number,
): Float32Array {
  return concatenate(
    prompts.map((prompt) => rows(prompt, align(prompt.tokens, prompt.tokens, alignment).source, width)),
  )
}

function rows(embedding: TextEmbedding, indices: readonly number[], width: number): Float32Array {
  const { data, shape } = embedding.states
  if (shape.length !== 2 || shape[1] !== width) {
    throw new RangeError(`Embeddings [${shape.join(', ')}] do not fit others that are ${width} wide`)
  }
  return concatenate(indices.map((index) => data.subarray(index * width, (index + 1) * width)))
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
