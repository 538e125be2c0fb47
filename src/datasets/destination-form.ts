import { InputError } from '../errors.ts'
import type { PromptPair } from './entry.ts'
import { bareWord, findNoun } from './naming.ts'

/**
 * Reads `PROMPT` or `PROMPT => DESTINATION FORM`. Where only the prompt is given, its destination form
 * is derived from what the edit adds to its source, as the pairs of TIMED are formed (paper, Table 1):
 * words put before the source's noun go before the prompt's noun ("A tulip" -> "A blue tulip"), words put
 * before the whole source go before the whole prompt, words put after it go to the prompt's end.
 *
 * Throws an InputError where the form cannot be derived, or equals the prompt.
 */
export function parsePromptPair(text: string, source: string, destination: string): PromptPair {
  const [left = '', right, ...more] = text.split('=>').map((part) => part.trim())
  if (left === '' || right === '' || more.length > 0) {
    throw new InputError(`The prompt "${text}" is not of the form PROMPT or PROMPT => DESTINATION FORM.`)
  }
  if (right !== undefined) {
    if (right === left) throw new InputError(`The prompt "${text}" has the same form on both sides of =>.`)
    return { prompt: left, destination: right }
  }
  const form = destinationForm(left, source, destination)
  if (form === undefined || form === left) {
    throw new InputError(
      `The prompt "${left}" does not tell where "${destination}" would put its words: write it as "${left} => ITS DESTINATION FORM".`,
    )
  }
  return { prompt: left, destination: form }
}

function destinationForm(prompt: string, source: string, destination: string): string | undefined {
  if (prompt.toLowerCase() === source.toLowerCase()) return destination
  const from = words(source)
  const to = words(destination)
  const before = commonPrefix(from, to)
  const after = commonPrefix(from.slice(before).reverse(), to.slice(before).reverse())
  const added = to.slice(before, to.length - after)
  if (added.length === 0) return undefined
  if (after === 0) return `${prompt} ${added.join(' ')}`
  const removed = from.slice(before, from.length - after)
  if (removed.some((word) => !isArticle(word))) return undefined

  // "A rose" -> "A painting of a rose": everything was put before a source that begins with an article.
  const opening = added.findLastIndex((word) => isArticle(word) || word === 'of')
  if (opening >= 0) {
    const lead = isArticle(added[opening] ?? '') ? added.slice(0, opening) : added
    return `${[...to.slice(0, before), ...lead].join(' ')} ${lowerArticle(prompt)}`
  }
  const noun = from.slice(from.length - after).join(' ')
  return insertBeforeNoun(prompt, noun, added.filter((word) => !isArticle(word)).join(' '))
}

function insertBeforeNoun(prompt: string, noun: string, added: string): string | undefined {
  const target = words(prompt)
  const named = findNoun(target.map(bareWord), words(noun).map(bareWord))
  // A prompt of another noun: the noun follows the last article before any place or time ("on the beach").
  const place = target.findIndex((word, index) => index > 0 && PLACE_WORDS.has(word.toLowerCase()))
  const head = place > 0 ? target.slice(0, place) : target
  const article = head.findLastIndex(isArticle)
  const at = named >= 0 ? named : article + 1
  if (at >= target.length) return undefined
  const result = [...target.slice(0, at), ...words(added), ...target.slice(at)]
  const articleAt = at - 1
  const spoken = result[articleAt]
  if (spoken !== undefined && /^an?$/i.test(spoken)) {
    const an = /^[aeiou]/i.test(added) ? 'an' : 'a'
    result[articleAt] = spoken.startsWith('A') ? an.replace('a', 'A') : an
  }
  const form = result.join(' ')
  return at === 0
    ? form.charAt(0).toUpperCase() +
        form.slice(1, added.length + 1) +
        lowerFirst(form.slice(added.length + 1))
    : form
}

const PLACE_WORDS = new Set(['on', 'in', 'at', 'under', 'near', 'with', 'during'])

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
const isArticle = (word: string): boolean => /^(an?|the)$/i.test(word)
const lowerArticle = (prompt: string): string => prompt.replace(/^(An?|The)\b/, (word) => word.toLowerCase())
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && equalWords(a[length]!, b[length]!)) length += 1
  return length
}

function equalWords(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() || (/^an?$/i.test(a) && /^an?$/i.test(b))
}
