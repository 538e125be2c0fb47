import type { Word } from './words.ts'

/** What may follow a noun, in the order in which it follows: "a cat | with a hat | sitting | on a roof | at night". */
const order = ['with', 'state', 'activity', 'place', 'time', 'style'] as const

/** A kind of postmodifier; `other` is a clause or another thing, which nothing is put behind. */
export type PostmodifierKind = (typeof order)[number] | 'other'

/** A part of what follows a noun, as places in a list of words. */
export interface Postmodifier {
  readonly kind: PostmodifierKind
  readonly start: number
  readonly end: number
}

/** Whether a postmodifier of one kind stands before one of another. */
export const precedes = (a: PostmodifierKind, b: PostmodifierKind): boolean =>
  a !== 'other' && b !== 'other' && order.indexOf(a) < order.indexOf(b)

/** What follows a noun that ends at `from`, part by part; what comes behind a comma is one part of style. */
export function postmodifiersFrom(words: readonly Word[], from: number): readonly Postmodifier[] {
  const parts: { start: number; kind: PostmodifierKind }[] = []
  for (let at = from; at < words.length; at += 1) {
    const kind = at > 0 && words[at - 1]!.marks !== '' ? 'style' : postmodifierAt(words, at)
    if (kind === undefined) continue
    parts.push({ start: at, kind })
    if (kind === 'style') break
  }
  return parts.map((part, index) => ({ ...part, end: parts[index + 1]?.start ?? words.length }))
}

/** The kind of postmodifier that a word begins; undefined where it begins none. */
export function postmodifierAt(words: readonly Word[], at: number): PostmodifierKind | undefined {
  const { bare, tag } = words[at]!
  if (/^(with|without)$/.test(bare)) return 'with'
  if (bare === 'of' || bare === 'to') return undefined
  if (tag === 'VERB') {
    if (/ed$/.test(bare) || /^(made|wearing|holding|carrying|having)$/.test(bare)) return 'state'
    return /ing$/.test(bare) ? 'activity' : 'other'
  }
  if (tag === 'ADP') {
    // "sitting on a roof" is one part.
    if (words[at - 1]?.tag === 'VERB') return undefined
    const following = words.slice(at + 1, at + 4).map((word) => word.bare)
    if (bare === 'in' && following.includes('style')) return 'style'
    return following.some((word) => times.test(word)) ? 'time' : 'place'
  }
  if (tag === 'CCONJ' || tag === 'AUX') return 'other'
  return /^(that|who|which|whose|where|as|like)$/.test(bare) ? 'other' : undefined
}

const times =
  /^(night|day|dawn|dusk|noon|midnight|sunset|sunrise|twilight|morning|evening|afternoon|spring|summer|autumn|winter|christmas|halloween)$/
