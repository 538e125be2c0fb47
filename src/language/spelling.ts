import { articleFor } from './article.ts'
import type { Word } from './words.ts'

/** `remove` words at `at` give way to `insert`. */
export interface Change {
  readonly at: number
  readonly remove: number
  readonly insert: readonly string[]
  /** What is inserted belongs to the word before it, and stands before the comma that closes it. */
  readonly attached?: boolean
}

/**
 * The words with their changes made, one space between two. Articles go by the sound of what follows them now; the
 * first letter is as large as it was, and the word that began the text is small within it unless `keepCapital`.
 */
export function spell(words: readonly Word[], changes: readonly Change[], keepCapital: boolean): string {
  const out = changed(words, changes)
  out.forEach((word, index) => {
    const next = out[index + 1]
    if (word.from === undefined || !/^an?$/i.test(word.text) || next === undefined) return
    if (next.from === word.from + 1) return
    const article = articleFor(next.text)
    word.text = /^A/.test(word.text) ? `A${article.slice(1)}` : article
  })
  const opening = words[0]!
  const keeps = keepCapital || opening.tag === 'PROPN' || /^\P{Ll}{2,}$|\p{Lu}.*\p{Lu}/u.test(opening.text)
  out.forEach((word, index) => {
    if (index > 0 && word.from === 0 && !keeps) word.text = lowerFirst(word.text)
    if (index === 0 && word.from !== 0) {
      word.text = /^\p{Lu}/u.test(opening.text) ? upperFirst(word.text) : lowerFirst(word.text)
    }
  })
  return out.map(({ text, marks }) => text + marks).join(' ')
}

interface Spelt {
  text: string
  marks: string
  /** The place of the word that it was; undefined where it is inserted. */
  readonly from?: number
}

function changed(words: readonly Word[], changes: readonly Change[]): Spelt[] {
  const out: Spelt[] = []
  for (let at = 0; at <= words.length; at += 1) {
    for (const change of changes.filter((each) => each.at === at && each.insert.length > 0)) {
      const before = out.at(-1)
      // The comma behind a noun comes behind what is attached to it, that behind a removed word behind its successor.
      const marks =
        change.remove > 0
          ? (words[at + change.remove - 1]?.marks ?? '')
          : change.attached
            ? (before?.marks ?? '')
            : ''
      if (change.attached && change.remove === 0 && before) before.marks = ''
      out.push(...change.insert.map((text) => ({ text, marks: '' })))
      out.at(-1)!.marks += marks
    }
    const removed = changes.some((change) => change.at <= at && at < change.at + change.remove)
    const word = words[at]
    if (word !== undefined && !removed) out.push({ text: word.text, marks: word.marks, from: at })
  }
  return out
}

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
