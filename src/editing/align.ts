import { InputError } from '../errors.ts'
import type { Tokens } from '../models/types.ts'

/**
 * Which positions are edited.
 * - `released`: the way of the authors' released code, which made the paper's tables: all of them. The source's start, tokens
 *   and end go to the same tokens of the destination; the source's pads go to what follows the destination's
 *   end, and to its last position when that runs out.
 * - `prompt`: the way of the paper's text (section 4): the prompt's own tokens; no start, no end, no pads.
 */
export type AlignmentName = 'released' | 'prompt'

export const alignmentNames: readonly AlignmentName[] = ['released', 'prompt']

/** Position `source[i]` of the source becomes like position `destination[i]` of the destination. */
export interface Alignment {
  readonly source: readonly number[]
  readonly destination: readonly number[]
}

/**
 * Finds each token of the source in the destination, from left to right, each after the one before; what the
 * destination says besides is passed over. "a" and "an" are the same token here.
 * Throws an InputError that names the first token without a counterpart.
 */
export function align(source: Tokens, destination: Tokens, alignment: AlignmentName): Alignment {
  const matched = matchTokens(source, destination)
  if (alignment === 'prompt') {
    return { source: range(1, source.used - 1), destination: matched.slice(1, -1) }
  }
  const last = destination.ids.length - 1
  const afterEnd = (matched.at(-1) ?? -1) + 1
  const pads = range(0, source.ids.length - matched.length).map((i) => Math.min(afterEnd + i, last))
  return { source: range(0, source.ids.length), destination: [...matched, ...pads] }
}

function matchTokens(source: Tokens, destination: Tokens): readonly number[] {
  const wanted = source.texts.slice(0, source.used).map(comparable)
  const found = destination.texts.slice(0, destination.used).map(comparable)
  const matched: number[] = []
  for (const [position, token] of wanted.entries()) {
    const at = found.indexOf(token, (matched.at(-1) ?? -1) + 1)
    if (at < 0) throw new InputError(mismatch(source, destination, position))
    matched.push(at)
  }
  return matched
}

/** The released code compares decoded tokens, which lose their end-of-word mark, for "an" alone. */
const comparable = (text: string): string => (text === 'an' || text === 'an</w>' ? 'a</w>' : text)

function mismatch(source: Tokens, destination: Tokens, position: number): string {
  const token = source.texts[position]?.replace('</w>', '') ?? ''
  const before = source.texts[position - 1]?.replace('</w>', '')
  const where = position > 1 ? ` after "${before}"` : ''
  return (
    `"${source.prompt}" cannot be aligned with "${destination.prompt}": token ${position} of the source, "${token}", ` +
    `is not in the destination${where}. Write the destination as the source with words added.`
  )
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
