import { InputError } from '../errors.ts'
import type { PromptPair } from './entry.ts'
import { namesSource } from './naming.ts'
import { rewordPrompt } from './reword-prompt.ts'
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
  return { prompt: left, destination: derivedForm(oneLine(left), oneLine(source), oneLine(destination)) }
}

/**
 * Prompts as people write them, `PROMPT` or `PROMPT => DESTINATION FORM`, with the forms that an edit's pairs give
 * them; pairs pass through. Where the edit has several pairs, a prompt follows the one whose source it names.
 *
 * Throws as `parsePromptPair` does, and where a prompt names the sources of none or several of several pairs.
 */
export function promptPairsOf(
  prompts: readonly (string | PromptPair)[],
  pairs: readonly { readonly source: string; readonly destination: string }[],
): readonly PromptPair[] {
  return prompts.map((prompt) => {
    if (typeof prompt !== 'string') return prompt
    const named = pairs.length > 1 ? pairs.filter(({ source }) => namesSource(prompt, source)) : pairs
    const [pair, ...others] = prompt.includes('=>') ? pairs.slice(0, 1) : named
    if (pair !== undefined && others.length === 0)
      return parsePromptPair(prompt, pair.source, pair.destination)
    throw new InputError(
      `The prompt "${prompt}" names ${pair ? 'several' : 'none'} of the edit's ${pairs.length} sources: ` +
        `write it as "${prompt} => ITS DESTINATION FORM".`,
    )
  })
}

function derivedForm(prompt: string, source: string, destination: string): string {
  if (prompt.toLowerCase() === source.toLowerCase()) return destination
  const form = rewordPrompt(prompt, rewordingOf(source, destination))
  if (typeof form === 'string' && form !== prompt) return form
  const why = typeof form === 'string' ? 'it says so already' : form.unclear
  throw new InputError(
    `The prompt "${prompt}" does not tell where "${destination}" would put its words (${why}): ` +
      `write it as "${prompt} => ITS DESTINATION FORM".`,
  )
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')
