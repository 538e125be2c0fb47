import type { EditRecipe, SourceAndDestination } from '../editing/edit-prompts.ts'
import type { MethodIdentity } from '../editing/method.ts'
import type { EditSettings } from '../editing/settings.ts'
import type { Sampling } from './sampling.ts'

/** What an edit is made of, apart from the model that it was made on. */
export interface EditRecord extends EditSettings {
  readonly pairs: readonly SourceAndDestination[]
  readonly preserve: readonly string[]
  /** The method of a user's own that solved it; TIME where absent. */
  readonly method?: MethodIdentity
}

/** Everything that makes a picture again. */
export interface PictureRecord extends Sampling {
  readonly prompt: string
  readonly seed: number
  /** The model's digest. */
  readonly model: string
  readonly edit: EditRecord | null
}

/** An edit's recipe as pictures carry it. */
export function editRecord(recipe: EditRecipe, method?: MethodIdentity): EditRecord {
  const { source, destination, also, preserve, lambda, align, augment, only, solver, preserveWeight } = recipe
  return {
    pairs: [{ source, destination }, ...also],
    preserve,
    ...{ lambda, align, augment, only, solver, preserveWeight },
    ...(method ? { method } : {}),
  }
}

/** The edits of pictures side by side, as a grid carries them. */
export const editsRecord = (recipes: readonly EditRecipe[]): Pick<GridRecord, 'edit' | 'edits'> => {
  const edits = recipes.map((recipe) => editRecord(recipe))
  return edits.length > 1 ? { edit: null, edits } : { edit: edits[0] ?? null }
}

/**
 * A picture's record as the text of its PNG file: `parameters` in one line after the prompt, as the AUTOMATIC1111 web UI
 * writes it and many tools read it, and `timelab`, all of it as JSON.
 */
export function pictureText(record: PictureRecord): {
  readonly parameters: string
  readonly timelab: string
} {
  const { prompt, seed, model, edit, steps, guidance, scheduler, width, height } = record
  const edited = edit
    ? `, Edit: ${edit.pairs.map(({ source, destination }) => `${source} -> ${destination}`).join('; ')}, Lambda: ${edit.lambda}`
    : ''
  const settings = `Steps: ${steps}, Sampler: ${scheduler}, CFG scale: ${guidance}, Seed: ${seed}, Size: ${width}x${height}, Model hash: ${model.slice(0, 10)}`
  return { parameters: `${prompt}\n${settings}${edited}`, timelab: JSON.stringify(record) }
}

/** What a grid of pictures was made from: the same for all of its pictures but prompt and seed. */
export interface GridRecord extends Omit<PictureRecord, 'prompt' | 'seed'> {
  readonly prompts: readonly string[]
  readonly seeds: readonly number[]
  /** The edits where several stand side by side; `edit` is null then. */
  readonly edits?: readonly EditRecord[]
}

/** A grid's record as the text of its PNG file: `timelab`, all of it as JSON. */
export const gridText = (record: GridRecord): { readonly timelab: string } => ({
  timelab: JSON.stringify(record),
})
