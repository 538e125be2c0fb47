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

function mendedTag(
  { bare, text, tag, marks }: Word,
  before: Word | undefined,
  after: Word | undefined,
): PartOfSpeech {
  if (/^(my|your|his|her|its|our|their)$/.test(bare)) return 'DET'
  if (/^\d+d$|^\d+-/.test(bare)) return 'ADJ'
  const next = marks === '' ? after?.tag : undefined
  const beforeNoun = next === 'NOUN' || next === 'PROPN' || next === 'ADJ' || next === 'VERB'
  if (isDepiction(bare) && (next === 'ADP' || next === undefined)) return 'NOUN'
  if (tag !== 'PROPN' && sortsOf(bare).length > 0 && beforeNoun && next !== 'VERB') return 'ADJ'
  if (tag === 'ADV' && before?.tag === 'DET' && beforeNoun) return 'ADJ'
  const behindNoun = before !== undefined && before.marks === '' && /^(NOUN|PROPN)$/.test(before.tag)
  if (/ing$/.test(bare) && behindNoun && !before.possessive && !nounsInIng.test(bare)) return 'VERB'
  const inPhrase = before !== undefined && before.marks === '' && /^(DET|ADJ|NUM|NOUN)$/.test(before.tag)
  if (tag === 'VERB' && inPhrase && !participle.test(bare) && (next === undefined || next === 'ADP')) {
    return 'NOUN'
  }
  // "A comic about", "the green": what an article opens ends in a noun.
  if (
    tag === 'ADJ' &&
    inPhrase &&
    before.tag !== 'NOUN' &&
    !beforeNoun &&
    next !== 'CCONJ' &&
    next !== 'NUM'
  ) {
    return marks === ',' && after?.tag === 'ADJ' ? 'ADJ' : 'NOUN'
  }
  return /^\p{Lu}\p{Lu}/u.test(text) ? 'PROPN' : tag
}

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
