import { isDepiction, sortsOf } from './lexicon.ts'
import type { Word } from './words.ts'

/** A noun with what belongs before it, as places in a list of words: `the` `two small` `coffee table`. */
export interface NounPhrase {
  /** Where its article, possessive or number stands; `attributes` where it has none. */
  readonly start: number
  /** Its first attribute; `noun` where it has none. */
  readonly attributes: number
  /** The first of the nouns that it ends with ("coffee table"), the last of which is its head. */
  readonly noun: number
  /** One past its head. */
  readonly end: number
}

const isNominal = (word: Word): boolean => word.tag === 'NOUN' || word.tag === 'PROPN'

/** The noun phrase that begins at `start`, if one does. */
export function nounPhraseAt(words: readonly Word[], start: number): NounPhrase | undefined {
  let at = start
  while (words[at] !== undefined && isDeterminer(words, at)) at += 1
  const attributes = at
  let end = at
  // No phrase is as long as this; without an end, a text of adjectives alone would take the square of its length.
  for (; at < start + 50; at += 1) {
    const word = words[at]
    if (word === undefined) break
    const next = word.marks === '' ? words[at + 1] : undefined
    if (isNominal(word)) end = at + 1
    else if (!isAttribute(word, next, at > start, end > attributes)) break
    const listed = word.marks === ',' && word.tag === 'ADJ' && /^(ADJ|VERB)$/.test(words[at + 1]?.tag ?? '')
    if (word.marks !== '' && !listed) break
  }
  if (end === attributes) return undefined
  let noun = end - 1
  // The story of "a two story house" is told by its number.
  const counted = (place: number) => place - 1 >= attributes && words[place - 1]?.tag === 'NUM'
  while (noun > attributes && isPartOfCompound(words[noun - 1]) && !counted(noun - 1)) noun -= 1
  return { start, attributes, noun, end }
}

const isPartOfCompound = (word: Word | undefined): boolean =>
  word !== undefined && isNominal(word) && !word.possessive && sortsOf(word.bare).length === 0

function isDeterminer(words: readonly Word[], at: number): boolean {
  const word = words[at]!
  if (word.tag === 'DET' || /^(many|several|few|some|all|both|no|every|each)$/.test(word.bare)) return true
  // "two dogs", but the number of "a two story house" belongs to the story.
  return word.tag === 'NUM' && words[at - 1]?.tag !== 'DET'
}

function isAttribute(word: Word, next: Word | undefined, within: boolean, afterNoun: boolean): boolean {
  if (next === undefined) return word.tag === 'ADJ' && word.marks === ','
  const nounFollows = isNominal(next) || next.tag === 'ADJ'
  switch (word.tag) {
    case 'ADJ':
      return true
    case 'NUM':
      return nounFollows
    case 'ADV':
      return next.tag === 'ADJ' || next.tag === 'NOUN' || next.tag === 'VERB'
    case 'CCONJ':
      return next.tag === 'ADJ' && within
    case 'VERB':
      // "a flying car", "a moss covered wall", but "a man riding horses".
      return within && nounFollows && (!afterNoun || /ed$/.test(word.bare))
    default:
      return false
  }
}

/** Whether the noun phrase is one of a picture or drawing of something. */
export const depicts = (words: readonly Word[], { end }: NounPhrase): boolean =>
  isDepiction(words[end - 1]!.bare) || (words[end - 1]!.bare === 'life' && words[end - 2]?.bare === 'still')

/** Every noun phrase of a text, from left to right. */
export function nounPhrases(words: readonly Word[]): readonly NounPhrase[] {
  const phrases: NounPhrase[] = []
  for (let at = 0; at < words.length; ) {
    const phrase = nounPhraseAt(words, at)
    if (phrase !== undefined) phrases.push(phrase)
    at = phrase?.end ?? at + 1
  }
  return phrases
}
