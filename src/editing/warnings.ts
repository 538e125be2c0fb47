import type { Model } from '../models/model.ts'
import { unknownWords } from '../models/unknown-words.ts'
import type { StoredEdit } from './edit-file.ts'
import type { EditRecipe } from './edit-prompts.ts'
import { type Effect, measureEffect } from './effect.ts'

/** ||W' - W|| / ||W|| above which little of the model can be left; the paper's edits stay far below. */
const ABSURD_SIZE = 1

/** Words in one line. */
const LISTED = 8

/**
 * One line for people where prompts hold words that the model's tokenizer does not know (`unknownWords`); none where
 * it knows them all. Throws an InputError for a prompt that is too long for the model.
 */
export function promptWarnings(
  { name, tokenizer }: Pick<Model, 'name' | 'tokenizer'>,
  prompts: readonly string[],
): readonly string[] {
  const words = unknownWords(tokenizer, prompts)
  if (words.length === 0) return []
  const listed = words
    .slice(0, LISTED)
    .map((word) => `"${word}"`)
    .join(', ')
  const more = words.length > LISTED ? ` and ${words.length - LISTED} other words` : ''
  return [
    `The tokenizer of ${name} does not know ${listed}${more}: the model reads such words in pieces and can hardly draw them.`,
  ]
}

/** What people should be told of an edit that is about to be drawn with: as `Edited.warnings` has it. */
export function editWarnings(
  model: Pick<Model, 'name' | 'tokenizer' | 'unet' | 'unetWeights'>,
  { map, recipe }: StoredEdit,
): readonly string[] {
  const pairs = [recipe, ...recipe.also]
  const prompts = [...pairs.flatMap(({ source, destination }) => [source, destination]), ...recipe.preserve]
  return [
    ...promptWarnings(model, prompts),
    ...sizeWarnings(measureEffect(map, model.unet, model.unetWeights), recipe),
  ]
}

/** One line for people where an edit moves the weights by more than their own size; none for any sensible edit. */
export function sizeWarnings(
  { size }: Pick<Effect, 'size'>,
  { source, destination, lambda }: Pick<EditRecipe, 'source' | 'destination' | 'lambda'>,
): readonly string[] {
  if (size <= ABSURD_SIZE) return []
  const times = size.toLocaleString('en', { maximumSignificantDigits: size < 10 ? 2 : 4 })
  return [
    `The edit "${source}" -> "${destination}" changes the weights by ${times} times their own size (lambda ${lambda}), so its pictures can be of anything: a larger lambda changes less.`,
  ]
}
