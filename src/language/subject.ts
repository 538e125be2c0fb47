import { isCollection, isContainer } from './lexicon.ts'
import { depicts, type NounPhrase, nounPhraseAt } from './noun-phrase.ts'
import { isPlural } from './nouns.ts'
import type { Word } from './words.ts'

/** What cannot be known of a text, and why. */
export interface Unclear {
  readonly unclear: string
}

const severalThings: Unclear = { unclear: 'it speaks of several things' }

/** What a text is about: the first noun that is no picture ("a photo of") and no amount ("a pack of"). */
export function subjectOf(words: readonly Word[]): NounPhrase | Unclear {
  let phrase = nounPhraseAt(words, 0)
  if (phrase === undefined) return { unclear: 'it does not begin with what it is about' }
  for (;;) {
    const head = words[phrase.end - 1]!
    const link = head.marks === '' ? words[phrase.end]?.bare : undefined
    const inner = nounPhraseAt(words, phrase.end + 1)
    if (link === undefined || inner === undefined) return phrase
    const holder = link === 'of' ? isCollection(head.bare) : link === 'with' && isContainer(head.bare)
    if (depicts(words, phrase) && /^(of|about|showing|depicting|with)$/.test(link)) {
      phrase = inner
    } else if (
      holder &&
      link === 'of' &&
      isPlural(words[inner.end - 1]!.bare) &&
      inner.start === inner.attributes
    ) {
      phrase = inner
    } else if (holder || (link === 'of' && inner.start < inner.attributes)) {
      // "a glass of water", "a vase with tulips", "the petals of a tulip"
      return { unclear: `"${head.text}" or "${words[inner.end - 1]!.text}"` }
    } else {
      return phrase
    }
  }
}

/**
 * Why a text may be about another thing than its first noun just as well: one that it adds ("a tulip and a dog"), or
 * one that the first does something to ("a man holding a tulip"). `act` is a verb whose object changes nothing.
 */
export function rivalOf(words: readonly Word[], { end }: NounPhrase, act?: string): Unclear | undefined {
  for (let at = end; at < words.length; at += 1) {
    const { tag, bare } = words[at]!
    const closed = words[at - 1]!.marks !== ''
    const next = nounPhraseAt(words, at + 1)
    const listed = (tag === 'CCONJ' && next !== undefined) || (closed && tag === 'DET')
    if (listed) return severalThings
    // "a tulip, pixel art", but "tulips, daisies and lilies"
    if (closed && tag !== 'CCONJ') return listsThings(words, at) ? severalThings : undefined
    if (tag === 'VERB' && next !== undefined && bare !== act) {
      return { unclear: `"${words[end - 1]!.text}" or "${words[next.end - 1]!.text}"` }
    }
  }
  return undefined
}

/** Whether "and" joins nouns behind a comma. */
const listsThings = (words: readonly Word[], from: number): boolean =>
  words.some(
    ({ tag }, at) =>
      tag === 'CCONJ' &&
      at > from &&
      words[at - 1]!.tag === 'NOUN' &&
      nounPhraseAt(words, at + 1) !== undefined,
  )
