import { depicts, type NounPhrase, nounPhraseAt, nounPhrases } from '../language/noun-phrase.ts'
import { postmodifierAt } from '../language/postmodifiers.ts'
import { subjectOf, type Unclear } from '../language/subject.ts'
import { type Word, wordsOf, written } from '../language/words.ts'

/** What an edit's destination changes in the wording of its source: words before it, on its noun and behind it. */
export interface Rewording {
  /** The source's noun, its attributes among it or not, as bare words: a prompt that has it names the source. */
  readonly noun: readonly string[]
  /** The source's noun has no article: "Roses". */
  readonly undetermined: boolean
  /** The noun is a name: it keeps its capital within the destination. */
  readonly named: boolean
  /** Put before the whole source: "A painting of". */
  readonly lead: readonly string[]
  /** Attributes of the noun that the destination leaves out (bare words), and those it puts there. */
  readonly removed: readonly string[]
  readonly added: readonly Word[]
  /** A noun put behind the noun, which makes it a compound of another head: "McDonald's" -> "McDonald's sushi". */
  readonly compounded: readonly string[]
  /** What follows the noun and is left out (bare words), and what comes instead; `style` where a comma parts it. */
  readonly removedBehind: readonly string[]
  readonly behind: readonly Word[]
  readonly styled: boolean
  /** Another noun instead: "A president" -> "Joe Biden". */
  readonly replaced?: { readonly words: readonly Word[]; readonly determined: boolean }
}

/** Compares an edit's source with its destination; why, where they differ in a way that no other prompt can follow. */
export function rewordingOf(source: string, destination: string): Rewording | Unclear {
  const from = wordsOf(source)
  const to = wordsOf(destination)
  const own = subjectOf(from)
  if ('unclear' in own) return { unclear: `"${source}" is not a thing with its attributes` }
  const whole = from.slice(own.attributes, own.end)
  const nouns = from.slice(own.noun, own.end)
  const found = [whole, nouns, nouns.slice(-1)]
    .map((noun) => ({ noun, at: indexOfWords(to, noun) }))
    .find(({ at }) => at >= 0)
  if (found === undefined) return replacement(from, own, to)
  const { noun, at } = found
  const end = at + noun.length
  const phrase = nounPhrases(to).find((each) => each.start <= at && at < each.end)
  if (phrase === undefined || phrase.attributes > at)
    return { unclear: `"${destination}" does not hold the source's noun` }

  const determiners = (words: readonly Word[], { start, attributes }: NounPhrase) =>
    words.slice(start, attributes).map(({ bare }) => bare.replace(/^an$/, 'a'))
  if (!sameWords(determiners(from, own), determiners(to, phrase))) {
    return { unclear: `"${destination}" counts or points otherwise than "${source}"` }
  }
  const lead = to.slice(0, phrase.start)
  const ownLead = from.slice(0, own.start)
  const sameLead = sameWords(bares(lead), bares(ownLead))
  const pictures = [lead, ownLead].every((words) => words.length > 0 && pictureOf(words))
  if (ownLead.length > 0 && !sameLead && !pictures) {
    return { unclear: `"${destination}" begins otherwise than "${source}"` }
  }
  const attributes = difference(
    from.slice(own.attributes, own.end - noun.length),
    to.slice(phrase.attributes, at),
  )
  const compounded = to.slice(end, phrase.end)
  const behind = wholeParts(from.slice(own.end), to.slice(Math.max(end, phrase.end)))
  return {
    noun: bares(noun),
    named: /^\p{Lu}/u.test(to[at]!.text) && (at > 0 || noun[0]!.tag === 'PROPN'),
    undetermined: own.start === own.attributes,
    lead: sameLead ? [] : lead.map(written),
    removed: bares(attributes.removed),
    added: attributes.added,
    compounded: compounded.map(({ text }) => text),
    removedBehind: bares(behind.removed),
    behind: behind.added,
    styled: behind.added.length > 0 && /,/.test(to[to.length - behind.added.length - 1]!.marks),
  }
}

function replacement(from: readonly Word[], own: NounPhrase, to: readonly Word[]): Rewording | Unclear {
  const other = nounPhraseAt(to, 0)
  const plain = own.start === 0 && own.end === from.length && other?.end === to.length
  if (!plain) return { unclear: 'the destination is about something else' }
  const none = {
    lead: [],
    removed: [],
    added: [],
    compounded: [],
    removedBehind: [],
    behind: [],
    styled: false,
  }
  return {
    noun: bares(from.slice(own.attributes, own.end)),
    named: from[own.attributes]!.tag === 'PROPN',
    undetermined: own.start === own.attributes,
    ...none,
    replaced: { words: to, determined: other.attributes > 0 },
  }
}

/** Whether words are those of a picture of something: "A photo of". */
function pictureOf(words: readonly Word[]): boolean {
  const phrase = nounPhraseAt(words, 0)
  return phrase !== undefined && depicts(words, phrase) && phrase.end === words.length - 1
}

const bares = (words: readonly Word[]): readonly string[] => words.map(({ bare }) => bare)

const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, index) => word === b[index])

function indexOfWords(words: readonly Word[], wanted: readonly Word[]): number {
  return words.findIndex((_, start) =>
    sameWords(bares(words.slice(start, start + wanted.length)), bares(wanted)),
  )
}

/** What is left of two lists of words without what they begin and end with alike. */
function difference(from: readonly Word[], to: readonly Word[]) {
  const same = (a: Word | undefined, b: Word | undefined) => a !== undefined && a.bare === b?.bare
  let before = 0
  while (same(from[before], to[before])) before += 1
  let after = 0
  while (after < Math.min(from.length, to.length) - before && same(from.at(-1 - after), to.at(-1 - after)))
    after += 1
  return {
    removed: from.slice(before, from.length - after),
    added: to.slice(before, to.length - after),
  }
}

/** The difference of what follows two nouns, by whole parts: "on the beach" and "on the moon", not "beach" and "moon". */
function wholeParts(from: readonly Word[], to: readonly Word[]) {
  const { removed, added } = difference(from, to)
  if (removed.length === 0 || added.length === 0) return { removed, added }
  const starts = (words: readonly Word[], at: number) => postmodifierAt(words, at) !== undefined
  let common = 0
  while (from[common] !== undefined && from[common]!.bare === to[common]?.bare) common += 1
  const start =
    [...from.keys()].findLast((at) => at <= common && starts(from, at) && starts(to, at)) ?? common
  const end = from.length - common - removed.length
  return { removed: from.slice(start, from.length - end), added: to.slice(start, to.length - end) }
}
