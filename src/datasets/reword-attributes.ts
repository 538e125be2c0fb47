import { goesWith, isProper, type Standing, standingOf, tellsKind } from '../language/attributes.ts'
import { type Sort, sortsOf } from '../language/lexicon.ts'
import { isPlural } from '../language/nouns.ts'
import { lowerFirst } from '../language/spelling.ts'
import type { Word } from '../language/words.ts'
import type { Changes, Target } from './reword-target.ts'
import type { Rewording } from './rewording.ts'

/** The edit's attributes go to the prompt's noun, where English has them, in place of those that they exclude. */
export function rewordAttributes(words: readonly Word[], target: Target, edit: Rewording): Changes {
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
  for (let at = (names ? from : end - 1) - 1; at >= attributes; at -= 1) {
    const word = words[at]!
    if (!goesWith(word, words[at + 1]!)) standing = standingAmong(words, at, target, edit)
    if (standing === 'unclear') return { unclear: `"${word.text}" may or may not stay` }
    // "Big Ben": an adjective that opens a name is a part of it.
    const opensName = at === 0 && !names && words[1]?.tag === 'PROPN'
    if (standing === 'before' && opensName) standing = 'behind'
    if (standing === 'before') break
    if (at >= from) continue
    if (standing === 'gone') gone.add(at)
    else place = at
  }
  const drop = [...gone].map((at) => ({ at, remove: 1, insert: [] }))
  if (added.length > 0) return [...drop, { at: place, remove: 0, insert: added.map(withinSentence) }]
  const missing = removed.length > 0 && gone.size === 0 && behind.length === 0
  return missing ? { unclear: `it has no "${removed.join(' ')}" to leave out` } : drop
}

/** What becomes of the attribute at `at` when those of the edit are added. */
function standingAmong(words: readonly Word[], at: number, target: Target, edit: Rewording): Standing {
  const word = words[at]!
  if (edit.removed.includes(word.bare)) return 'gone'
  // "with long hair" excludes "bald" too, and "made of glass" "wooden".
  const told = edit.behind.flatMap(({ bare }) => sortsOf(bare))
  const tells = (sort: Sort) => told.includes(sort) && sortsOf(word.bare).includes(sort)
  if (tells('hair') || (edit.behind[0]?.bare === 'made' && tells('material'))) return 'gone'
  // The number of "a two story house" belongs to the story.
  const counted = word.tag === 'NOUN' && at > target.attributes && words[at - 1]!.tag === 'NUM'
  if (word.tag === 'NUM' || counted) return 'before'
  const standings = edit.added.map((each) => standingOf(word, each, target.names))
  return standings.includes('gone') ? 'gone' : (standings.at(-1) ?? 'behind')
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
const withinSentence = (word: Word, index: number, added: readonly Word[]): string =>
  (isProper(word) ? word.text : lowerFirst(word.text)) + (index < added.length - 1 ? word.marks : '')
