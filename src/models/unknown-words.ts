import type { Tokenizer } from './tokenizer.ts'

/** Vocabularies up to this size were learnt from a small world's captions: whole words, and letters for the rest. */
const SMALL = 10_000
/** Letters a token from which on a large vocabulary has a word's parts, if not the word: `cap y bara`, but `x q z v fk`. */
const LETTERS = 1.25

/**
 * The words of some prompts that a model can hardly know, by its tokenizer, each once and as it is written: in a small
 * vocabulary, such as the emoji model's, words that are no token of their own; in CLIP's, words that fall apart into
 * letters, or into bytes as those of most scripts but Latin do. (A word that ends another one passes: the emoji
 * model's `ear` of `bear`.)
 * Throws an InputError for a prompt that is too long for the tokenizer.
 */
export function unknownWords(tokenizer: Tokenizer, prompts: readonly string[]): readonly string[] {
  const unknown = new Map<string, boolean>()
  const small = Math.max(tokenizer.start, tokenizer.end) < SMALL
  const isUnknown = (word: string): boolean => {
    const { used } = tokenizer.encode(word)
    const tokens = used - 2
    return tokens > 1 && (small || [...word].length <= LETTERS * tokens)
  }
  for (const prompt of new Set(prompts)) {
    // A token of its own, such as textual inversion's `<cat-toy>`, is known however it is written.
    for (const piece of prompt
      .split(/\s+/)
      .filter((part) => part !== '' && tokenizer.encode(part).used > 3)) {
      for (const [word] of piece.matchAll(WORDS)) {
        if (word.startsWith("'")) continue
        const known = unknown.get(word)
        if (known === undefined) unknown.set(word, isUnknown(word))
      }
    }
  }
  return [...unknown].flatMap(([word, is]) => (is ? [word] : []))
}

/** CLIP's words: letters, but for the endings that it reads as one token. */
const WORDS = /'(?:s|t|re|ve|m|ll|d)|[\p{L}\p{M}]+/giu
