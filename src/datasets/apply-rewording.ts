import { articleFor } from '../language/article.ts'
import { goesWith, isProper, type Standing, standingOf, tellsKind } from '../language/attributes.ts'
import { isEvent, isGeneric, type Sort, sortsOf } from '../language/lexicon.ts'
import { depicts, type NounPhrase, nounPhraseAt, nounPhrases } from '../language/noun-phrase.ts'
import { findNoun, sameNoun } from '../language/nouns.ts'
import { type Word, wordsOf } from '../language/words.ts'
import { isPlural, type Rewording, subjectOf, type Unclear, written } from './rewording.ts'

/** `remove` words at `at` give way to `insert`. */
interface Change {
  readonly at: number
  readonly remove: number
  readonly insert: readonly string[]
}

type Changes = readonly Change[] | Unclear

/** The prompt reworded as the edit rewords its source; why, where it cannot be known. */
export function applyRewording(prompt: string, edit: Rewording | Unclear): string | Unclear {
  if ('unclear' in edit) return edit
  const words = wordsOf(prompt)
  const target = targetOf(words, edit)
  if ('unclear' in target) return target
  const parts: readonly Changes[] = [
    edit.replaced ? replaceNoun(words, target, edit.replaced) : [],
    putBefore(words, target, edit),
    changeAttributes(words, target, edit),
    compound(words, target, edit),
    changeBehind(words, target, edit),
  ]
  const changes: Change[] = []
  for (const part of parts) {
    if ('unclear' in part) return part
    changes.push(...part)
  }
  return spell(words, changes, edit.named && target.from === 0)
}

/** The noun of a prompt that the edit speaks of. */
interface Target extends NounPhrase {
  /** The prompt names the source. */
  readonly names: boolean
  /** The first and one past the last word of that noun; it may be a part of a compound ("a rose tattoo"). */
  readonly from: number
  readonly to: number
}

function targetOf(words: readonly Word[], { noun, replaced, added, behind }: Rewording): Target | Unclear {
  const bare = words.map((word) => word.bare)
  const from = findNoun(bare, noun)
  if (from >= 0) {
    if (findNoun(bare, noun, from + 1) >= 0) return { unclear: 'it names the source twice' }
    const phrase = nounPhrases(words).find(({ start, end }) => start <= from && from < end)
    const to = from + noun.length
    if (phrase === undefined || phrase.attributes > from) {
      return { start: from, attributes: from, noun: from, end: to, from, to, names: true }
    }
    return { ...phrase, end: Math.max(phrase.end, to), from, to, names: true }
  }
  if (replaced) return { unclear: 'it does not name the source' }
  const subject = subjectOf(words)
  if ('unclear' in subject) return subject
  const own = words.slice(subject.attributes, subject.end)
  const said = [...added, ...behind].find(
    ({ bare, tag }) => /^(NOUN|PROPN)$/.test(tag) && own.some((word) => sameNoun(word.bare, bare)),
  )
  if (said) return { unclear: `it is about "${said.text}" itself` }
  const unclear = severalThings(words, subject, behind[0]?.bare)
  return unclear ?? { ...subject, from: subject.noun, to: subject.end, names: false }
}

/** Why a prompt that does not name the source may be about several things alike. */
function severalThings(
  words: readonly Word[],
  { end }: NounPhrase,
  act: string | undefined,
): Unclear | undefined {
  for (let at = end; at < words.length; at += 1) {
    const word = words[at]!
    const closed = words[at - 1]!.marks !== ''
    const follows = nounPhraseAt(words, at + 1)
    if (closed && word.tag === 'DET') return { unclear: 'it speaks of several things' }
    if (closed && word.tag !== 'CCONJ') return undefined
    if (word.tag === 'CCONJ' && follows !== undefined) return { unclear: 'it speaks of several things' }
    if (word.tag === 'VERB' && follows !== undefined && word.bare !== act) {
      return { unclear: `"${words[end - 1]!.text}" or "${words[follows.end - 1]!.text}"` }
    }
  }
  return undefined
}

function changeAttributes(words: readonly Word[], target: Target, edit: Rewording): Changes {
  const { added, removed, behind } = edit
  const { attributes, from, end, names } = target
  const last = added.at(-1)
  if (last !== undefined && tellsKind(last) && !hasKinds(words, target, edit)) {
    return { unclear: `"${words[end - 1]!.text}" is not of what "${last.text}" tells the kinds of` }
  }
  const gone = new Set<number>()
  let place = from
  let standing: Standing = 'behind'
  // What a compound of its own has before its head tells its kind too ("hotel room").
  for (const at of indices(attributes, names ? from : end - 1).toReversed()) {
    const word = words[at]!
    const goes = goesWith(word, words[at + 1]!)
    if (!goes) standing = standingAmong(words, at, edit, names)
    if (standing === 'unclear') return { unclear: `"${word.text}" may or may not stay` }
    if (at >= from) continue
    if (standing === 'gone') gone.add(at)
    if (standing === 'before') break
    if (standing === 'behind') place = at
  }
  const drop = [...gone].map((at) => ({ at, remove: 1, insert: [] }))
  if (added.length > 0) return [...drop, { at: place, remove: 0, insert: added.map(withinSentence) }]
  const missing = removed.length > 0 && gone.size === 0 && behind.length === 0
  return missing ? { unclear: `it has no "${removed.join(' ')}" to leave out` } : drop
}

function standingAmong(
  words: readonly Word[],
  at: number,
  { added, removed, behind }: Rewording,
  names: boolean,
): Standing {
  const word = words[at]!
  if (removed.includes(word.bare)) return 'gone'
  // "with long hair" excludes "bald" too, and "made of glass" "wooden".
  const told = behind.flatMap(({ bare }) => sortsOf(bare))
  const tells = (sort: Sort) => told.includes(sort) && sortsOf(word.bare).includes(sort)
  if (tells('hair') || (behind[0]?.bare === 'made' && tells('material'))) return 'gone'
  // The number of "a two story house" belongs to the story.
  if (word.tag === 'NUM' || words[at - 1]?.tag === 'NUM') return 'before'
  const standings = added.map((each) => standingOf(word, each, names))
  if (standings.includes('gone')) return 'gone'
  return standings.at(-1) ?? 'behind'
}

/**
 * Whether a noun other than the source's can be of the kinds that the source has: not a name or a mass where the
 * source is counted ("A bear", "Baloo"), nor a compound that tells its own kind ("A phone", "A smartphone").
 */
function hasKinds(words: readonly Word[], target: Target, { noun, undetermined }: Rewording): boolean {
  if (target.names) return true
  const head = words[target.end - 1]!.bare
  if (head !== noun.at(-1) && head.endsWith(noun.at(-1)!)) return false
  return undetermined || target.start < target.attributes || isPlural(head)
}

/** An added word as it is written within a sentence: "Blue roses" adds "blue". */
const withinSentence = (word: Word): string => (isProper(word) ? word.text : lowerFirst(word.text))

/** What may follow a noun, in the order in which it follows. */
const behindRanks = { with: 1, state: 2, activity: 3, place: 4, style: 5 } as const
type Behind = keyof typeof behindRanks

interface Part {
  readonly kind: Behind | 'other'
  readonly start: number
  readonly end: number
}

/** The parts of what follows a noun: "| wearing a hat | on the beach |". */
function partsBehind(words: readonly Word[], from: number): readonly Part[] {
  const starts: { at: number; kind: Part['kind'] }[] = []
  for (let at = from; at < words.length; at += 1) {
    const styled = at > 0 && words[at - 1]!.marks !== ''
    const kind = styled ? 'style' : kindOfLink(words, at)
    if (kind === undefined) continue
    starts.push({ at, kind })
    if (kind === 'style') break
  }
  return starts.map(({ at, kind }, index) => ({
    kind,
    start: at,
    end: starts[index + 1]?.at ?? words.length,
  }))
}

function kindOfLink(words: readonly Word[], at: number): Part['kind'] | undefined {
  const { bare, tag } = words[at]!
  if (/^(with|without)$/.test(bare)) return 'with'
  if (/^in$/.test(bare) && words.slice(at, at + 3).some((word) => word.bare === 'style')) return 'style'
  if (bare === 'of' || bare === 'to') return undefined
  if (tag === 'ADP') return words[at - 1]?.tag === 'VERB' ? undefined : 'place'
  if (tag === 'VERB') {
    if (/ed$/.test(bare) || /^(made|wearing|holding|carrying|having)$/.test(bare)) return 'state'
    return /ing$/.test(bare) ? 'activity' : 'other'
  }
  return tag === 'CCONJ' || tag === 'AUX' || /^(that|who|which|whose|where|as|like)$/.test(bare)
    ? 'other'
    : undefined
}

function changeBehind(
  words: readonly Word[],
  target: Target,
  { behind, removedBehind, styled }: Rewording,
): Changes {
  if (behind.length === 0 && removedBehind.length === 0) return []
  const insert = behind.map(written)
  if (removedBehind.length > 0) {
    const at = words.findIndex(
      (_, start) =>
        start >= target.to && removedBehind.every((bare, index) => words[start + index]?.bare === bare),
    )
    if (at >= 0) return [{ at, remove: removedBehind.length, insert }]
    if (behind.length === 0) return { unclear: `it has no "${removedBehind.join(' ')}" to leave out` }
  }
  if (target.to < target.end || words[target.to - 1]!.possessive) {
    return { unclear: `"${words[target.from]!.text}" belongs to another word there` }
  }
  const kind = styled ? 'style' : kindOfLink(behind, 0)
  if (kind === undefined || kind === 'other')
    return { unclear: 'what it adds does not attach to a noun by itself' }
  if (styled) return [{ at: words.length, remove: 0, insert: [`,`, ...insert] }]
  if (kind === 'style') return [{ at: words.length, remove: 0, insert }]

  let end = target.end
  while (words[end]?.bare === 'of') end = nounPhraseAt(words, end + 1)?.end ?? words.length
  const parts = partsBehind(words, end)
  const first = parts[0]?.start ?? words.length
  if (first > end) return { unclear: `"${words[end]!.text}" follows the noun` }
  for (const part of parts) {
    const holds = words.slice(part.start, part.end).find(({ bare }) => isEvent(bare))
    if (kind === 'activity' && holds) return { unclear: `it may say what the ${holds.bare} is of` }
    if (part.kind === 'other') return { unclear: 'it speaks of several things' }
    if (
      part.kind === kind ||
      (kind === 'activity' && part.kind === 'state') ||
      (kind === 'state' && part.kind === 'activity')
    ) {
      return replacePart(words, part, behind)
    }
  }
  const next = parts.find((part) => part.kind !== 'other' && behindRanks[part.kind] > behindRanks[kind])
  return [{ at: next?.start ?? words.length, remove: 0, insert }]
}

/** Two parts of one kind: the new one takes the old one's place where they exclude each other. */
function replacePart(words: readonly Word[], part: Part, behind: readonly Word[]): Changes {
  const old = words.slice(part.start, part.end)
  const headOf = (list: readonly Word[]) =>
    list.findLast(({ tag }) => tag === 'NOUN' || tag === 'PROPN')?.bare
  const sameLink = old[0]!.bare === behind[0]!.bare
  const sameHead = headOf(old) === headOf(behind)
  const excludes =
    sameLink && (sameHead || part.kind === 'activity' || (part.kind === 'place' && old[0]!.bare !== 'in'))
  if (!excludes) return { unclear: `"${old.map(({ text }) => text).join(' ')}" may or may not stay` }
  return [{ at: part.start, remove: old.length, insert: behind.map(written) }]
}

/** A noun put behind the prompt's as it is behind the source's: "Rolex" -> "Rolex watch". */
function compound(words: readonly Word[], target: Target, { compounded }: Rewording): Changes {
  if (compounded.length === 0) return []
  const phrase = words.slice(target.attributes, target.end)
  const last = target.end - 1
  const link = words[target.start - 1]
  const bare = target.start === target.attributes
  const behind = target.names ? target.end - target.to : phrase.length - 1
  const free = link?.tag !== 'ADP' || link.bare === 'of'
  // "Omega goods": what is called by its most general noun is called by the edit's instead.
  if (free && bare && behind > 0 && isGeneric(words[last]!.bare) && (!target.names || behind === 1)) {
    return [{ at: last, remove: 1, insert: compounded }]
  }
  // "A Rolex advertisement" -> "A Rolex watch advertisement"
  if (target.names && behind === 1 && !bare) return [{ at: target.to, remove: 0, insert: compounded }]
  const named = phrase.every(({ tag }) => tag === 'PROPN')
  const fits = target.names ? behind === 0 : (named || phrase.length === 1) && !isPlural(words[last]!.bare)
  if (free && fits) return [{ at: target.to, remove: 0, insert: compounded }]
  return { unclear: `it does not end in a noun that takes "${compounded.join(' ')}"` }
}

function putBefore(words: readonly Word[], target: Target, { lead, noun, undetermined }: Rewording): Changes {
  if (lead.length === 0) return []
  const first = nounPhraseAt(words, 0)
  const link = words[first?.end ?? 0]
  const within = first !== undefined && depicts(words, first) && link?.bare === 'of'
  const isPicture = depictsIn(lead)
  if (within && isPicture) return [{ at: 0, remove: first.end + 1, insert: lead }]
  const at = within ? first.end + 1 : 0
  // "Roses" -> "A pack of roses" tells nothing of "A tulip".
  const counted =
    target.start < target.attributes === !undetermined &&
    isPlural(words[target.to - 1]!.bare) === isPlural(noun.at(-1)!)
  if (!isPicture && !counted) return { unclear: 'it counts otherwise' }
  if (!isPicture && target.start !== at)
    return { unclear: `"${lead.join(' ')}" may belong before something else` }
  return [{ at, remove: 0, insert: at === 0 ? lead : [lowerFirst(lead[0]!), ...lead.slice(1)] }]
}

const depictsIn = (lead: readonly string[]): boolean => {
  const words = wordsOf(lead.join(' '))
  const phrase = nounPhraseAt(words, 0)
  return phrase !== undefined && depicts(words, phrase)
}

function replaceNoun(
  words: readonly Word[],
  target: Target,
  { words: other, determined }: NonNullable<Rewording['replaced']>,
): Changes {
  const head = words[target.to - 1]!
  if (isPlural(head.bare) !== isPlural(other.at(-1)!.bare)) return { unclear: 'it counts otherwise' }
  const ending = /['’]s?$/.exec(head.text)?.[0] ?? ''
  const insert = other.map(({ text }) => text)
  insert[insert.length - 1] += head.possessive ? ending : ''
  const free = indices(target.start, target.from).filter((at) => !/^(an?|the)$/.test(words[at]!.bare))
  const named = other.every(({ tag }) => tag === 'PROPN')
  if (determined) return [{ at: target.from, remove: target.to - target.from, insert: insert.slice(1) }]
  if (named && free.length === 0) return [{ at: target.start, remove: target.to - target.start, insert }]
  if (!named && target.start === target.attributes)
    return [{ at: target.from, remove: target.to - target.from, insert }]
  return { unclear: `"${words[target.start]!.text}" may or may not stay` }
}

const indices = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

/** The words with their changes made, articles by the sound of what follows them now, capitals where they were. */
function spell(words: readonly Word[], changes: readonly Change[], named: boolean): string {
  const out: { text: string; marks: string; from?: number }[] = []
  for (let at = 0; at <= words.length; at += 1) {
    for (const { insert } of changes.filter((change) => change.at === at && change.insert.length > 0)) {
      // What follows a noun comes before the comma behind it.
      const last = out.at(-1)
      const marks = at > 0 && insert[0] !== ',' && last !== undefined ? last.marks : ''
      if (insert[0] === ',') {
        if (last) last.marks = ','
        out.push(...insert.slice(1).map((text) => ({ text, marks: '' })))
        continue
      }
      if (marks !== '' && last) last.marks = ''
      out.push(...insert.map((text, index) => ({ text, marks: index === insert.length - 1 ? marks : '' })))
    }
    const removed = changes.some((change) => change.at <= at && at < change.at + change.remove)
    const word = words[at]
    if (word !== undefined && !removed) out.push({ text: word.text, marks: word.marks, from: at })
  }
  out.forEach((word, index) => {
    const next = out[index + 1]
    if (
      word.from === undefined ||
      !/^an?$/i.test(word.text) ||
      next === undefined ||
      next.from === word.from + 1
    )
      return
    const article = articleFor(next.text)
    word.text = /^A/.test(word.text) ? `A${article.slice(1)}` : article
  })
  const opening = words[0]!
  const keeps = opening.tag === 'PROPN' || named || /^\P{Ll}{2,}$|\p{Lu}.*\p{Lu}/u.test(opening.text)
  out.forEach((word, index) => {
    if (index > 0 && word.from === 0 && !keeps) word.text = lowerFirst(word.text)
    if (index === 0 && word.from !== 0) {
      word.text = /^\p{Lu}/u.test(opening.text) ? upperFirst(word.text) : lowerFirst(word.text)
    }
  })
  return out.map(({ text, marks }) => text + marks).join(' ')
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
