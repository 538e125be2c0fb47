import { createRequire } from 'node:module'
import type { PartOfSpeech, WinkMethods } from 'wink-nlp'
import { isDepiction, sortsOf } from './lexicon.ts'
import { bareWord } from './nouns.ts'

/** One word of a prompt: what stands between two spaces, without the marks that close it. */
export interface Word {
  /** As it is written, marks that close a part of the sentence left off: "cat's". */
  readonly text: string
  /** Those marks: "," of "a rose, pixel art". */
  readonly marks: string
  /** In lower case, without any mark and without the possessive: "cat". */
  readonly bare: string
  readonly tag: PartOfSpeech
  /** Whether it is a possessive noun: "cat's", "cats'". */
  readonly possessive: boolean
}

/**
 * A text's words with their parts of speech, as wink-nlp tags them; a word of several of its tokens ("T-shirt",
 * "3d") takes the tag of the last. What a tagger trained on sentences gets wrong of the phrases that prompts are is
 * put right: the capital at the beginning makes no name, and a participle behind a noun is no noun.
 */
export function wordsOf(text: string): readonly Word[] {
  const known = read.get(text)
  if (known !== undefined) return known
  const words = mendedWords(text)
  if (read.size === 1000) read.clear()
  read.set(text, words)
  return words
}

/** Texts read already: an edit's source and destination are read again for each of its prompts. */
const read = new Map<string, readonly Word[]>()

/** A word with the marks that close it. */
export const written = ({ text, marks }: Word): string => text + marks

function mendedWords(text: string): readonly Word[] {
  const spoken = taggedWords(text)
  // With its capital, the first word of "Bananas in space" is tagged as a name.
  const lower = taggedWords(text.replace(/^\P{L}*\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLowerCase()))
  const words = spoken.map((word, index) => {
    const other = lower[index]
    if (index > 0 || other === undefined) return word
    const twoNames = spoken[1]?.tag === 'PROPN' && !word.marks
    const tag = word.tag === 'PROPN' && twoNames && other.tag !== 'ADJ' ? 'PROPN' : other.tag
    return { ...word, tag: /\p{Lu}.*\p{Lu}/u.test(word.text) ? 'PROPN' : tag } satisfies Word
  })
  const mended: Word[] = []
  words.forEach((word, index) => {
    mended.push({ ...word, tag: mendedTag(word, mended[index - 1], words[index + 1]) })
  })
  return mended
}

function mendedTag(word: Word, before: Word | undefined, after: Word | undefined): PartOfSpeech {
  const { bare, text, tag, marks } = word
  if (/^(my|your|his|her|its|our|their)$/.test(bare)) return 'DET'
  if (/^\d+d$|^\d+-/.test(bare)) return 'ADJ'
  const next = marks === '' ? after?.tag : undefined
  const beforeNoun = next === 'NOUN' || next === 'PROPN' || next === 'ADJ'
  const ends = next === undefined || next === 'ADP'
  const within = before !== undefined && before.marks === ''
  const inPhrase = within && /^(DET|ADJ|NUM|NOUN)$/.test(before.tag)
  const behindNoun = within && !before.possessive && /^(NOUN|PROPN)$/.test(before.tag)

  if (isDepiction(bare) && ends) return 'NOUN'
  if (tag !== 'PROPN' && sortsOf(bare).length > 0 && beforeNoun) return 'ADJ'
  // "a giant, glowing, blue rose"
  const listed = marks === ',' && after !== undefined && mayBeAttribute(after)
  if (listed && /^(DET|ADJ)$/.test(before?.tag ?? '') && mayBeAttribute(word)) return 'ADJ'
  if (tag === 'ADV' && before?.tag === 'DET' && (beforeNoun || next === 'VERB')) return 'ADJ'
  if (/ing$/.test(bare) && behindNoun && !nounsInIng.test(bare)) return 'VERB'
  // "A bowl of curry", "Rose": no participle is no verb where nobody does anything.
  const opened = inPhrase || behindNoun || before === undefined || (within && before.tag === 'ADP')
  if (tag === 'VERB' && opened && !participle.test(bare) && ends) return 'NOUN'
  // "A comic about", "the green": what an article opens ends in a noun.
  const closes = !beforeNoun && next !== 'VERB' && next !== 'CCONJ' && next !== 'NUM'
  if (tag === 'ADJ' && inPhrase && before.tag !== 'NOUN' && closes) return 'NOUN'
  return /^\p{Lu}\p{Lu}/u.test(text) ? 'PROPN' : tag
}

const mayBeAttribute = ({ bare, tag }: Word): boolean =>
  tag === 'ADJ' || sortsOf(bare).length > 0 || (tag === 'VERB' && /(ing|ed)$/.test(bare))

const participle =
  /(ing|ed|en|wn|s|made|built|held|lit|hung|worn|torn|sewn|left|lost|caught|bound|cast|cut|set)$/

const nounsInIng =
  /^(king|ring|earring|wing|string|thing|painting|drawing|building|clothing|wedding|ceiling|evening|morning|spring|pudding|etching|engraving|rendering|sibling|duckling|dumpling|viking|swing|lightning|herring|icing|frosting|topping|lettering|railing|awning|bedding|crossing|landing|meeting|opening|setting|lighting|stocking|sapling|gosling)$/

function taggedWords(text: string): readonly Word[] {
  const { readDoc, its } = tagger()
  const tokens = readDoc(text).tokens()
  const values = tokens.out(its.value)
  const tags = tokens.out(its.pos) as readonly PartOfSpeech[]
  const spaces = tokens.out(its.precedingSpaces)
  const groups: { text: string; tag: PartOfSpeech; possessive: boolean }[] = []
  values.forEach((value, index) => {
    const tag = tags[index] ?? 'X'
    const last = groups.at(-1)
    if (last === undefined || spaces[index] !== '') {
      groups.push({ text: value, tag, possessive: false })
      return
    }
    const possessive = tag === 'PART' || (/^['’]$/.test(value) && /s$/.test(last.text))
    last.text += value
    last.possessive ||= possessive
    // "close-up", "black-and-white"
    if (!possessive && tag !== 'PUNCT') last.tag = /^(ADP|ADV|PART|CCONJ)$/.test(tag) ? 'ADJ' : tag
  })
  return groups.map(({ text: raw, tag, possessive }) => {
    const marks = /[,.;:!?]+$/.exec(raw)?.[0] ?? ''
    return { text: raw.slice(0, raw.length - marks.length), marks, bare: bareWord(raw), tag, possessive }
  })
}

let loaded: WinkMethods | undefined

/** The tagger is loaded (.2 s) when the first prompt is read: most commands read none. */
function tagger(): WinkMethods {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url)
    loaded = require('wink-nlp')(require('wink-eng-lite-web-model'), ['sbd', 'pos']) as WinkMethods
  }
  return loaded
}
