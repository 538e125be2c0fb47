import { isDepiction, isEvent } from '../language/lexicon.ts'
import { nounPhraseAt } from '../language/noun-phrase.ts'
import { type Postmodifier, postmodifierAt, postmodifiersFrom, precedes } from '../language/postmodifiers.ts'
import type { Unclear } from '../language/subject.ts'
import { type Word, written } from '../language/words.ts'
import type { Changes, Target } from './reword-target.ts'
import type { Rewording } from './rewording.ts'

/** What the edit puts behind its source goes behind the prompt's noun, before what follows it farther off. */
export function rewordBehind(words: readonly Word[], target: Target, edit: Rewording): Changes {
  const { behind, removedBehind, styled } = edit
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
  if (behind[0]?.bare === 'of' && target.to === target.end && words[target.to]?.bare !== 'of') {
    return [{ at: target.to, remove: 0, insert, attached: true }]
  }
  const kind = styled ? 'style' : postmodifierAt(behind, 0)
  if (kind === undefined || kind === 'other') {
    return { unclear: 'what it adds does not attach to a noun by itself' }
  }
  if (kind === 'style') {
    // "a dog, pixel art" is not made an oil painting besides.
    const pictures = [words.slice(target.end), behind].every((list) =>
      list.some(({ bare }) => isDepiction(bare)),
    )
    return pictures ? mayStay(words.slice(target.end)) : atTheEnd(words, insert, styled)
  }
  if (target.to < target.end || words[target.to - 1]!.possessive) {
    return { unclear: `"${words[target.from]!.text}" belongs to another word there` }
  }
  let end = target.end
  while (words[end]?.bare === 'of') end = nounPhraseAt(words, end + 1)?.end ?? words.length
  const parts = postmodifiersFrom(words, end)
  const first = parts[0]?.start ?? words.length
  if (first > end && words[end - 1]!.marks === '')
    return { unclear: `"${words[end]!.text}" follows the noun` }
  const head = words[target.end - 1]!.bare
  if (kind === 'activity' && isEvent(head)) return { unclear: `it may say what the ${head} is of` }
  for (const part of parts) {
    const within = words.slice(part.start, part.end)
    const event = within.find(({ bare }) => isEvent(bare))
    if (kind === 'activity' && event) return { unclear: `it may say what the ${event.bare} is of` }
    if (part.kind === 'other') return { unclear: 'it speaks of several things' }
    const acts = /^(activity|state)$/
    const located = kind === 'place' && acts.test(part.kind) && within.some(({ tag }) => tag === 'ADP')
    if (located) return mayStay(within)
    if (part.kind === kind || (acts.test(part.kind) && acts.test(kind)))
      return replacePart(words, part, behind)
  }
  const at = parts.find((part) => precedes(kind, part.kind))?.start ?? words.length
  return [{ at, remove: 0, insert, attached: true }]
}

function atTheEnd(words: readonly Word[], insert: readonly string[], styled: boolean): Changes {
  if (!styled) return [{ at: words.length, remove: 0, insert }]
  const last = words.length - 1
  return [{ at: last, remove: 1, insert: [`${words[last]!.text},`, ...insert] }]
}

/** Two postmodifiers of one kind: the new one takes the old one's place where they exclude each other. */
function replacePart(words: readonly Word[], part: Postmodifier, behind: readonly Word[]): Changes {
  const old = words.slice(part.start, part.end)
  const headOf = (list: readonly Word[]) =>
    list.findLast(({ tag }) => tag === 'NOUN' || tag === 'PROPN')?.bare
  const sameLink = old[0]!.bare === behind[0]!.bare
  // "playing golf" excludes "playing tennis", "on the grass" "on the moon", but not "in a vase" "in a garden".
  const excludes =
    headOf(old) === headOf(behind) ||
    part.kind === 'activity' ||
    (part.kind === 'place' && old[0]!.bare !== 'in')
  if (!sameLink || !excludes) return mayStay(old)
  return [{ at: part.start, remove: old.length, insert: behind.map(written) }]
}

const mayStay = (words: readonly Word[]): Unclear => ({
  unclear: `"${words.map(({ text }) => text).join(' ')}" may or may not stay`,
})
