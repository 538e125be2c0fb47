import type { Remark, TextChecks } from '../datasets/dataset.ts'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { unknownWords } from '../models/unknown-words.ts'
import { checkEditPrompts } from './edit-prompts.ts'
import { defaultSettings, type EditSettings } from './settings.ts'

/** The settings of an edit that decide which prompts it takes. */
export type PromptSettings = Pick<EditSettings, 'align' | 'augment'>

/**
 * What a model says to the texts of a data set before it draws: the one check behind `timelab datasets check --model`
 * and `reproduce`. A text must fit the text encoder, destination forms too, since a judge reads no more; a source must
 * be alignable with its destination under every one of `edits`, by default the paper's settings.
 */
export function createTextChecks(
  { tokenizer }: Pick<Model, 'tokenizer'>,
  edits: readonly PromptSettings[] = [defaultSettings],
): TextChecks {
  return {
    text: (text) =>
      refusalOf(() => tokenizer.encode(text)) ??
      unknownWords(tokenizer, [text]).map((word) => ({
        kind: 'unknown-word',
        message: `"${word}" is no word that the model's tokenizer knows: it can hardly draw one.`,
      })),
    edit: (source, destination) =>
      edits
        .flatMap(
          (settings) =>
            refusalOf(() => checkEditPrompts(tokenizer, [{ source, destination }], settings)) ?? [],
        )
        .slice(0, 1),
  }
}

function refusalOf(attempt: () => unknown): readonly Remark[] | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return [{ kind: 'refused', message: error.message }]
  }
}
