import { InputError } from '../errors.ts'
import { applyRewording } from './apply-rewording.ts'
import type { PromptPair } from './entry.ts'
import { rewordingOf } from './rewording.ts'

/**
 * Reads `PROMPT` or `PROMPT => DESTINATION FORM`. Where only the prompt is given, its destination form is derived
 * from what the edit changes in its source, as the pairs of TIMED are formed (paper, Table 1): words before the
 * source's noun go before the noun that the prompt is about ("A tulip by the window" -> "A blue tulip by the
 * window") and replace what they exclude ("A red tulip" -> "A blue tulip"), words behind it go behind that noun,
 * words before the whole source go before the whole prompt. docs/editing.md has the rules and how often they are right.
 *
 * Throws an InputError where the form cannot be known, or equals the prompt.
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
  return { prompt: left, destination: derivedForm(left, source, destination) }
}

function derivedForm(prompt: string, source: string, destination: string): string {
  if (prompt.toLowerCase() === source.trim().toLowerCase()) return destination
  const form = applyRewording(prompt, rewordingOf(source, destination))
  if (typeof form === 'string' && form !== prompt) return form
  const why = typeof form === 'string' ? 'it says so already' : form.unclear
  throw new InputError(
    `The prompt "${prompt}" does not tell where "${destination}" would put its words (${why}): ` +
      `write it as "${prompt} => ITS DESTINATION FORM".`,
  )
}
