import { createGenerator } from '../engine/random.ts'
import type { TextEmbedding, Tokens } from '../models/types.ts'
import type { EmbeddedPair } from './columns.ts'

/** Tokens as a tokenizer would give them, for tests: texts with start and end, padded to 77. */
export function tokensOf(texts: readonly string[], prompt = texts.slice(1, -1).join(' ')): Tokens {
  const padded = [...texts, ...Array<string>(77 - texts.length).fill('<|endoftext|>')]
  return { prompt, texts: padded, ids: padded.map((_, i) => i), used: texts.length }
}

/** A pair of prompts with random embeddings, the start token's the same in both, for tests. */
export function randomPair(source: string, destination: string, width: number, seed: number): EmbeddedPair {
  const random = createGenerator(seed)
  const start = random.randn(width)
  const embed = (prompt: string): TextEmbedding => {
    const data = random.randn(77 * width)
    data.set(start)
    const own = prompt.split(' ').map((word) => `${word}</w>`)
    return {
      tokens: tokensOf(['<|startoftext|>', ...own, '<|endoftext|>'], prompt),
      states: { data, shape: [77, width] },
    }
  }
  return { source: embed(source), destination: embed(destination) }
}

/** `||a - b|| / ||b||` */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0
  let whole = 0
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    difference += ((a[i] ?? NaN) - (b[i] ?? NaN)) ** 2
    whole += (b[i] ?? NaN) ** 2
  }
  return Math.sqrt(difference / whole)
}

/** `[m, k]` by `[k, n]`, the plain way, for tests to compare with. */
export function plainProduct(a: ArrayLike<number>, b: ArrayLike<number>, m: number, k: number): Float64Array {
  const n = b.length / k
  const product = new Float64Array(m * n)
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++)
      for (let j = 0; j < n; j++) product[i * n + j]! += (a[i * k + p] ?? 0) * (b[p * n + j] ?? 0)
  return product
}
