import type { NDArray } from '../engine/ndarray.ts'

/** The tokens of one prompt, padded to the tokenizer's length. */
export interface Tokens {
  readonly prompt: string
  /** `length` ids: start, the prompt's own tokens, end, pads. */
  readonly ids: readonly number[]
  /** The text of each id, `</w>` kept. */
  readonly texts: readonly string[]
  /** How many of `ids` are start, prompt and end; the rest is padding. */
  readonly used: number
}

/** A prompt as the text encoder sees it. */
export interface TextEmbedding {
  readonly tokens: Tokens
  /** Last hidden state (or the one the config names), `[77, width]`. */
  readonly states: NDArray
}
