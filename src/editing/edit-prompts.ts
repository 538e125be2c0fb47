import { loadBackend } from '../engine/backend.ts'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { align } from './align.ts'
import { augment } from './augment.ts'
import { edit } from './edit.ts'
import { type Effect, measureEffect } from './effect.ts'
import type { EmbeddingMap } from './embedding-map.ts'
import { type EditSettings, settingsOf } from './settings.ts'

/** Everything that makes an edit again. */
export interface EditRecipe extends EditSettings {
  readonly source: string
  readonly destination: string
  /** The model's name or folder, and its digest. */
  readonly model: string
  readonly digest: string
}

/** A solved edit with its recipe and its effect on the model. */
export interface Edited {
  readonly map: EmbeddingMap
  readonly recipe: EditRecipe
  readonly effect: Effect
  /** Time to align and solve, in seconds: what the edit costs beyond the text encoder. */
  readonly seconds: number
}

/**
 * Edits what `model` assumes of `source` into what `destination` says (paper, section 4), with the augmentations
 * of appendix C unless told otherwise. Throws an InputError, before any work, for settings out of range, an empty
 * prompt, one that equals the other, one over the text encoder's length, and prompts that cannot be aligned.
 */
export async function editPrompts(
  model: Model,
  source: string,
  destination: string,
  options: Partial<EditSettings> & { readonly signal?: AbortSignal } = {},
): Promise<Edited> {
  const { signal, ...given } = options
  const settings = settingsOf({ ...given, lambda: given.lambda ?? model.defaults.lambda })
  const [from, to] = [plain('source', source), plain('destination', destination)]
  if (from.toLowerCase() === to.toLowerCase()) {
    throw new InputError(
      `The source and the destination are both "${from}": say in the destination what shall change.`,
    )
  }
  align(model.tokenizer.encode(from), model.tokenizer.encode(to), settings.align)
  const sources = settings.augment ? augment(from) : [from]
  const destinations = settings.augment ? augment(to) : [to]
  const embeddings = await model.encode([...sources, ...destinations], signal ? { signal } : {})
  if (settings.solver === 'qr') await loadBackend('cpu')

  const pairs = sources.map((_, k) => {
    const [left, right] = [embeddings[k], embeddings[sources.length + k]]
    if (!left || !right) throw new Error('unreachable: one embedding a prompt')
    return { source: left, destination: right }
  })
  const begun = performance.now()
  const map = edit(pairs, settings)
  const seconds = (performance.now() - begun) / 1000
  const effect = measureEffect(map, model.unet, model.unetWeights)
  const recipe = {
    source: from,
    destination: to,
    ...settings,
    model: model.name,
    digest: await model.digest(),
  }
  return { map, recipe, effect, seconds }
}

function plain(role: string, prompt: string): string {
  const text = prompt.trim().replace(/\s+/g, ' ')
  if (text === '') throw new InputError(`The ${role} is empty: give a prompt.`)
  return text
}
