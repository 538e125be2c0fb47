import { isGeneric } from '../language/lexicon.ts'
import { depicts, nounPhraseAt } from '../language/noun-phrase.ts'
import { isPlural } from '../language/nouns.ts'
import { lowerFirst } from '../language/spelling.ts'
import { type Word, wordsOf } from '../language/words.ts'
import type { Changes, Target } from './reword-target.ts'
import type { Rewording } from './rewording.ts'

/** Another noun in the source's place: "a portrait of a president" of "A president" -> "Joe Biden". */
export function replaceNoun(words: readonly Word[], target: Target, { replaced }: Rewording): Changes {
  if (replaced === undefined) return []
  const { start, attributes, from, to, end } = target
  const { words: other, determined } = replaced
  const head = words[to - 1]!
  if (isPlural(head.bare) !== isPlural(other.at(-1)!.bare)) return { unclear: 'it counts otherwise' }
  const insert = other.map(({ text }) => text)
  if (head.possessive) insert[insert.length - 1] += /['’]s?$/.exec(head.text)?.[0] ?? ''
  if (determined) return [{ at: from, remove: to - from, insert: insert.slice(1) }]
  // A name has no article, and nothing else before or behind it.
  const named = other.every(({ tag }) => tag === 'PROPN')
  const before = words.slice(start, from).find(({ bare }) => !/^(an?|the)$/.test(bare))
  const behind = to < end || words[to]?.bare === 'of' ? words[to] : undefined
  const kept = before ?? (head.possessive ? undefined : behind)
  if (named && kept) return { unclear: `"${kept.text}" may or may not stay` }
  if (named) return [{ at: start, remove: to - start, insert }]
  if (start === attributes) return [{ at: from, remove: to - from, insert }]
  return { unclear: 'it counts otherwise' }
}

/** A noun put behind the prompt's as it is behind the source's: "Rolex" -> "Rolex watch". */
export function compound(words: readonly Word[], target: Target, { compounded }: Rewording): Changes {
  if (compounded.length === 0) return []
  const phrase = words.slice(target.attributes, target.end)
  const last = target.end - 1
  const link = words[target.start - 1]
  const bare = target.start === target.attributes
  const behind = target.names ? target.end - target.to : phrase.length - 1
  const free = link?.tag !== 'ADP' || link.bare === 'of'
  const put = (at: number, remove: number): Changes => [{ at, remove, insert: compounded, attached: true }]
  // "Omega goods": what is called by its most general noun is called by the edit's instead.
  if (free && bare && behind > 0 && isGeneric(words[last]!.bare) && (!target.names || behind === 1)) {
    return put(last, 1)
  }
  // "A Rolex advertisement" -> "A Rolex watch advertisement"
  if (target.names && behind === 1 && !bare) return put(target.to, 0)
  const named = phrase.every(({ tag }) => tag === 'PROPN')
  const fits = target.names ? behind === 0 : (named || phrase.length === 1) && !isPlural(words[last]!.bare)
  if (free && fits) return put(target.to, 0)
  return { unclear: `it does not end in a noun that takes "${compounded.join(' ')}"` }
}

/** What is put before the whole source: "A rose" -> "A painting of a rose". One kind of picture replaces another. */
export function putBefore(
  words: readonly Word[],
  target: Target,
  { lead, noun, undetermined }: Rewording,
): Changes {
  if (lead.length === 0) return []
  const first = nounPhraseAt(words, 0)
  const within = first !== undefined && depicts(words, first) && words[first.end]?.bare === 'of'
  const isPicture = beginsWithPicture(lead)
  if (within && isPicture) return [{ at: 0, remove: first.end + 1, insert: lead }]
  const at = within ? first.end + 1 : 0
  if (!isPicture) {
    // "Roses" -> "A pack of roses" tells nothing of "A tulip".
    const likewise =
      (target.start === target.attributes) === undetermined &&
      isPlural(words[target.to - 1]!.bare) === isPlural(noun.at(-1)!)
    if (!likewise) return { unclear: 'it counts otherwise' }
    if (target.start !== at) return { unclear: `"${lead.join(' ')}" may belong before something else` }
  }
  return [{ at, remove: 0, insert: at === 0 ? lead : [lowerFirst(lead[0]!), ...lead.slice(1)] }]
}

function beginsWithPicture(lead: readonly string[]): boolean {
  const words = wordsOf(lead.join(' '))
  const phrase = nounPhraseAt(words, 0)
  return phrase !== undefined && depicts(words, phrase)
}
