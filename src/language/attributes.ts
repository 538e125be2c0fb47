import { isToning, type Sort, sortsOf } from './lexicon.ts'
import type { Word } from './words.ts'

/** What becomes of an attribute when another is put to the same noun; unclear where English does not tell. */
export type Standing = 'gone' | 'before' | 'behind' | 'unclear'

/**
 * Whether an attribute gives way to one that is added, or stands before or behind it. Attributes of one sort exclude
 * each other. Of several sorts each has its place: the nearer to the noun, the more it tells what kind of thing it is
 * ("a small blue ceramic coffee cup").
 *
 * @param ofSource whether the noun is the one that the edit is of: its kinds are known to exclude each other ("a
 * vegetable salad" made "a fruit salad"), those of other nouns are not ("an apple pie" made "a lemon pie" is).
 */
export function standingOf(word: Word, added: Word, ofSource: boolean): Standing {
  if (word.possessive) return 'before'
  const [old, now] = [attributeOf(word), attributeOf(added)]
  const alike = now.sorts.filter((sort) => old.sorts.includes(sort))
  if (alike.length > 0) return ofSource || alike.some((sort) => sort !== 'flavour') ? 'gone' : 'unclear'
  if (now.relational && (old.kind || old.relational)) return 'unclear'
  if (now.kind && now.sorts.length === 0 && (old.kind || old.relational)) {
    return ofSource && old.kind ? 'gone' : 'unclear'
  }
  // "a white cake" made a chocolate cake, "a chocolate cake" made a red velvet cake
  if (ofSource && now.sorts.includes('flavour') && hasOneOf(old.sorts, 'colour', 'material')) return 'unclear'
  if (
    ofSource &&
    old.sorts.includes('flavour') &&
    hasOneOf(now.sorts, 'material') &&
    !hasOneOf(now.sorts, 'colour')
  ) {
    return 'unclear'
  }
  if (now.rank === undefined) return old.rank !== undefined && !old.kind ? 'unclear' : 'behind'
  if (old.rank === undefined) return 'before'
  return old.rank < now.rank || (old.rank === now.rank && old.sorts.length > 0) ? 'before' : 'behind'
}

/** Whether a word belongs to the attribute behind it: "dark" red, "black and" white, "black" haired. */
export const goesWith = ({ bare, tag }: Word, next: Word): boolean =>
  isToning(bare) || tag === 'CCONJ' || (next.bare === 'haired' && sortsOf(bare).includes('colour'))

/** A name or what comes from one, which keeps its capital: "Easter", "European". */
export const isProper = ({ tag, text }: Word): boolean =>
  tag === 'PROPN' || sortsOf(text.toLowerCase()).includes('origin')

/** Whether an attribute tells of what kind a thing is, so that it says little of another thing or of a name. */
export function tellsKind(word: Word): boolean {
  const { sorts, kind, relational } = attributeOf(word)
  return sorts.length === 0 && (kind || relational)
}

interface Attribute {
  /** Where names are an origin too: "a Rottweiler dog" made a Poodle dog. */
  readonly sorts: readonly Sort[]
  /** A noun: "birthday" cake, "vanilla" ice cream. */
  readonly kind: boolean
  /** An adjective that tells a kind as nouns do: "polar" bear. */
  readonly relational: boolean
  /** Its place in the order before the noun; undefined where the word does not tell. */
  readonly rank: number | undefined
}

function attributeOf(word: Word): Attribute {
  const known = sortsOf(word.bare)
  const kind = known.includes('flavour') || (word.tag === 'NOUN' && known.length === 0)
  const relational =
    known.length === 0 && !kind && word.tag !== 'PROPN' && relationalAdjective.test(word.bare)
  const sorts = known.length === 0 && word.tag === 'PROPN' ? (['origin'] as const) : known
  const descriptive = /(ful|ous|less|ish|able|ible|ing|ed|y)$/.test(word.bare)
  const last = kind || relational || (known.length === 0 && word.tag === 'PROPN')
  const ranked = Math.min(...known.map((sort) => ranks[sort]))
  return { sorts, kind, relational, rank: last ? 9 : known.length > 0 ? ranked : descriptive ? 0 : undefined }
}

/** The order in which English puts attributes before a noun. */
const ranks: Readonly<Record<Sort, number>> = {
  temperature: 0,
  moisture: 0,
  tidiness: 0,
  mood: 0,
  size: 1,
  age: 2,
  shape: 3,
  colour: 4,
  pattern: 4,
  hair: 4,
  origin: 5,
  material: 6,
  sex: 7,
  flavour: 8,
}

const relationalAdjective =
  /^(?!magical|special|surreal|ethereal|royal|popular|spectacular|familiar|singular|regular|scary|legendary|ordinary|temporary|imaginary|solitary)(\w+(al|[aiou]lar|ary)|polar|solar|lunar|electric|electronic|acoustic|domestic|arctic|organic|military|nuclear)$/

const hasOneOf = (sorts: readonly Sort[], ...wanted: readonly Sort[]): boolean =>
  wanted.some((sort) => sorts.includes(sort))
