/** A token that is found in a prompt before anything else is done to it: transformers' `AddedToken`. */
export interface AddedToken {
  readonly content: string
  /** Whether it is looked for in the normalised prompt rather than in the prompt as written. */
  readonly normalized: boolean
  /** Whether it counts only where no letter or digit touches it. */
  readonly single_word: boolean
  /** Whether it takes the blanks before it, or after it, along. */
  readonly lstrip: boolean
  readonly rstrip: boolean
}

/** A piece of a prompt: an added token, or normalised text that holds none. */
export type Piece = { readonly id: number } | { readonly text: string }

/**
 * The ids of added tokens: a token of the vocabulary keeps its id, others are counted on from the vocabulary's size
 * in their order, whatever ids their files say. The `tokenizers` library's `add_tokens`.
 */
export function numberTokens(
  tokens: readonly AddedToken[],
  vocab: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const ids = new Map<string, number>()
  let next = Object.keys(vocab).length
  for (const { content } of tokens) {
    if (content === '' || ids.has(content)) continue
    const id = Object.hasOwn(vocab, content) ? vocab[content] : undefined
    ids.set(content, id ?? next)
    // One that the vocabulary itself numbers past its size moves the count, too.
    next = Math.max(next, (id ?? next) + 1)
  }
  return ids
}

/** CLIP's normaliser. JavaScript alone lower-cases a Σ at the end of a word to ς. */
export function normalise(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replaceAll('Σ', 'σ')
    .toLowerCase()
}

/**
 * Cuts prompts at their added tokens: first at those that are looked for as written, then, in the normalised rest, at
 * the others. At one place the longest counts. The `tokenizers` library's `extract_and_normalize`.
 */
export function tokenSplitter(
  tokens: readonly AddedToken[],
  ids: ReadonlyMap<string, number>,
): (prompt: string) => readonly Piece[] {
  const known = tokens.filter(({ content }) => ids.has(content))
  const written = matcher(
    known.filter(({ normalized }) => !normalized).map((token) => [token.content, token]),
  )
  const normal = matcher(
    known.filter(({ normalized }) => normalized).map((token) => [normalise(token.content), token]),
  )
  const cut = (text: string, find: Matcher, rest: (text: string) => readonly Piece[]): readonly Piece[] => {
    const pieces: Piece[] = []
    let from = 0
    for (const { token, start, end } of find(text)) {
      // Blanks that the token before has taken along are gone.
      const begin = Math.max(token.lstrip ? text.slice(0, start).search(blanksAtEnd) : start, from)
      if (begin > from) pieces.push(...rest(text.slice(from, begin)))
      pieces.push({ id: ids.get(token.content) ?? 0 })
      from = token.rstrip ? end + (blanksAtStart.exec(text.slice(end))?.[0].length ?? 0) : end
    }
    return from < text.length ? [...pieces, ...rest(text.slice(from))] : pieces
  }
  return (prompt) =>
    cut(prompt, written, (text) => cut(normalise(text), normal, (plain) => [{ text: plain }]))
}

interface Match {
  readonly token: AddedToken
  readonly start: number
  readonly end: number
}
type Matcher = (text: string) => readonly Match[]

const blanksAtEnd = /\p{White_Space}*$/u
const blanksAtStart = /^\p{White_Space}*/u
const WORD = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]'
const endsInWord = new RegExp(`${WORD}$`, 'u')
const beginsWithWord = new RegExp(`^${WORD}`, 'u')

function matcher(patterns: readonly (readonly [pattern: string, token: AddedToken])[]): Matcher {
  const tokens = new Map(patterns)
  const longestFirst = [...tokens.keys()].filter((key) => key !== '').sort((a, b) => b.length - a.length)
  if (longestFirst.length === 0) return () => []
  const any = new RegExp(longestFirst.map((pattern) => RegExp.escape(pattern)).join('|'), 'gu')
  return (text) =>
    Array.from(text.matchAll(any)).flatMap(({ 0: found, index: start }) => {
      const token = tokens.get(found)
      const end = start + found.length
      if (!token) return []
      // A character before and one after, whole where they are surrogate pairs.
      const apart =
        !endsInWord.test(text.slice(Math.max(0, start - 2), start)) &&
        !beginsWithWord.test(text.slice(end, end + 2))
      return token.single_word && !apart ? [] : [{ token, start, end }]
    })
}
