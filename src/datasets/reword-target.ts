import { isPerson, sortsOf } from '../language/lexicon.ts'
import { type NounPhrase, nounPhrases } from '../language/noun-phrase.ts'
import { findNoun, sameNoun } from '../language/nouns.ts'
import type { Change } from '../language/spelling.ts'
import { rivalOf, subjectOf, type Unclear } from '../language/subject.ts'
import type { Word } from '../language/words.ts'
import type { Rewording } from './rewording.ts'

/** What a part of an edit changes in a prompt. */
export type Changes = readonly Change[] | Unclear

/** The noun of a prompt that an edit speaks of. */
export interface Target extends NounPhrase {
  /** The prompt names the source. */
  readonly names: boolean
  /** The first and one past the last word of that noun; it may be a part of a compound ("a rose tattoo"). */
  readonly from: number
  readonly to: number
}

/** The noun that the prompt names the source by, or else what it is about; why, where that is not one thing. */
export function targetOf(words: readonly Word[], edit: Rewording): Target | Unclear {
  const bare = words.map((word) => word.bare)
  const from = findNoun(bare, edit.noun)
  if (from < 0) return edit.replaced ? { unclear: 'it does not name the source' } : unnamedTarget(words, edit)
  if (findNoun(bare, edit.noun, from + 1) >= 0) return { unclear: 'it names the source twice' }
  const to = from + edit.noun.length
  const phrase = nounPhrases(words).find(({ start, end }) => start <= from && from < end)
  if (phrase === undefined || phrase.attributes > from) {
    return { start: from, attributes: from, noun: from, end: to, from, to, names: true }
  }
  return { ...phrase, end: Math.max(phrase.end, to), from, to, names: true }
}

function unnamedTarget(words: readonly Word[], { added, behind, noun }: Rewording): Target | Unclear {
  const subject = subjectOf(words)
  if ('unclear' in subject) return subject
  const own = words.slice(subject.attributes, subject.end).map(({ bare }) => bare)
  const head = own.at(-1)!
  const said = [
    ...added.filter(({ bare }) => sameNoun(bare, head)),
    ...[...added, ...behind].filter(({ tag }) => tag === 'NOUN' || tag === 'PROPN'),
  ].find(({ bare }) => own.some((word) => sameNoun(word, bare)))
  if (said) return { unclear: `it is about "${said.text}" itself` }
  const rival = rivalOf(words, subject, behind[0]?.bare) ?? whatAPersonHas(subject.end)
  return rival ?? { ...subject, from: subject.noun, to: subject.end, names: false }

  /** "A woman with a tulip" is not made blue as a tulip is. */
  function whatAPersonHas(end: number): Unclear | undefined {
    const things = added.some(({ bare }) =>
      sortsOf(bare).some((sort) => /^(colour|pattern|material|shape|flavour)$/.test(sort)),
    )
    if (!things || !isPerson(head) || isPerson(noun.at(-1)!)) return undefined
    const other = nounPhrases(words).find(({ start }) => start >= end)
    return other && { unclear: `"${head}" or "${words[other.end - 1]!.text}"` }
  }
}
