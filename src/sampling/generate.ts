import type { EmbeddingMap } from '../editing/embedding-map.ts'
import { InputError } from '../errors.ts'
import { signalOf } from '../signal.ts'
import { type Draw, type DrawOptions, draw, type Picture } from './draw.ts'
import type { Drawable } from './drawable.ts'

export interface GenerateOptions extends DrawOptions {
  /** The seeds themselves, or how many from `seed` on; 1 by default. */
  readonly seeds?: number | readonly number[]
  /** The first seed where `seeds` counts them; 0 by default. */
  readonly seed?: number
  /** One edit for all prompts, or one (or none) a prompt. */
  readonly edit?: EmbeddingMap | readonly (EmbeddingMap | undefined)[]
}

/**
 * Draws every prompt with every seed: all pictures of the first prompt, then those of the second, and so on.
 * Throws as `draw` does, and an InputError where edits and prompts do not pair up; aborted, a `DrawingStopped` that
 * holds the pictures that were finished.
 */
export async function generate(
  model: Drawable,
  prompts: readonly string[],
  options: GenerateOptions = {},
): Promise<readonly Picture[]> {
  const { seeds, seed, edit, ...drawing } = options
  const edits = isList(edit) ? edit : prompts.map(() => edit)
  if (edits.length !== prompts.length) {
    throw new InputError(`There are ${edits.length} edits for ${prompts.length} prompts: give one a prompt.`)
  }
  const numbers = seedList(seeds, seed)
  const jobs = prompts.flatMap((prompt, k) => {
    const own = edits[k]
    return numbers.map((number): Draw => ({ prompt, seed: number, ...(own ? { edit: own } : {}) }))
  })
  const pictures: Picture[] = []
  try {
    for await (const picture of draw(model, jobs, drawing)) pictures.push(picture)
  } catch (error) {
    if (signalOf(drawing.signal)?.aborted) throw stopped(pictures, jobs.length, error)
    throw error
  }
  return pictures
}

/** What a drawing that was stopped leaves behind: an AbortError whose `pictures` were finished. */
export interface DrawingStopped extends Error {
  readonly name: 'AbortError'
  readonly pictures: readonly Picture[]
}

function stopped(pictures: readonly Picture[], all: number, cause: unknown): DrawingStopped {
  const message = `The drawing was stopped; ${pictures.length} of ${all} pictures were finished and are this error's \`pictures\`.`
  return Object.assign(new Error(message, { cause }), { name: 'AbortError' as const, pictures })
}

/** `seeds` where it lists them, else so many from `first` on. Throws an InputError where it is no such count. */
export function seedList(seeds: number | readonly number[] = 1, first = 0): readonly number[] {
  if (typeof seeds !== 'number') return seeds
  if (!Number.isInteger(seeds) || seeds < 1) {
    throw new InputError(`seeds must be a list of seeds or how many there are, at least 1, not ${seeds}.`)
  }
  return Array.from({ length: seeds }, (_, k) => first + k)
}

function isList(edit: GenerateOptions['edit']): edit is readonly (EmbeddingMap | undefined)[] {
  return Array.isArray(edit)
}
