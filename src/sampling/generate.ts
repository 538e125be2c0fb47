import type { EmbeddingMap } from '../editing/embedding-map.ts'
import { InputError } from '../errors.ts'
import { signalOf } from '../signal.ts'
import { type DrawOptions, draw, lazyDraws, type Picture } from './draw.ts'
import type { Drawable } from './drawable.ts'
import { seedList } from './seeds.ts'

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
  const jobs = lazyDraws(prompts.length * numbers.length, (index) => {
    const place = Math.floor(index / numbers.length)
    const own = edits[place]
    return {
      prompt: prompts[place] ?? '',
      seed: numbers[index % numbers.length] ?? 0,
      ...(own ? { edit: own } : {}),
    }
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

function isList(edit: GenerateOptions['edit']): edit is readonly (EmbeddingMap | undefined)[] {
  return Array.isArray(edit)
}
