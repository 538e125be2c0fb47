import { isPerson, sortsOf } from '../language/lexicon.ts'
import { type NounPhrase, nounPhrases } from '../language/noun-phrase.ts'
import { findNoun, sameNoun } from '../language/nouns.ts'
import { type Change, spell } from '../language/spelling.ts'
import { rivalOf, subjectOf, type Unclear } from '../language/subject.ts'
import { type Word, wordsOf } from '../language/words.ts'
import { rewordAttributes } from './reword-attributes.ts'
import { rewordBehind } from './reword-behind.ts'
import { compound, putBefore, replaceNoun } from './reword-noun.ts'
import type { Rewording } from './rewording.ts'

/** The noun of a prompt that an edit speaks of. */
export interface Target extends NounPhrase {
  /** The prompt names the source. */
  readonly names: boolean
  /** The first and one past the last word of that noun; it may be a part of a compound ("a rose tattoo"). */
  readonly from: number
  readonly to: number
}

/** The prompt reworded as the edit rewords its source; why, where it cannot be known. */
export function rewordPrompt(prompt: string, edit: Rewording | Unclear): string | Unclear {
  if ('unclear' in edit) return edit
  const words = wordsOf(prompt)
  const target = targetOf(words, edit)
  if ('unclear' in target) return target
  const changes: Change[] = []
  for (const reword of [replaceNoun, putBefore, rewordAttributes, compound, rewordBehind]) {
    const part = reword(words, target, edit)
    if ('unclear' in part) return part
    changes.push(...part)
  }
  const first = target.from === 0 || words[1]?.tag === 'PROPN'
  return spell(words, changes, first && (edit.named || words[1]?.tag === 'PROPN'))
}

function targetOf(words: readonly Word[], edit: Rewording): Target | Unclear {
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
