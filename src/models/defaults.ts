import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { isThere } from '../files.ts'
import { readJson } from '../weights/folder.ts'

/** What a command uses where it is not told otherwise. */
export interface ModelDefaults {
  readonly steps: number
  readonly guidance: number
  /** Chosen on a validation set, as the paper chose its own. */
  readonly lambda: number
}

const PAPER: ModelDefaults = { steps: 50, guidance: 7.5, lambda: 0.1 }

const schema = z.strictObject({
  steps: z.int().positive(),
  guidance: z.number(),
  lambda: z.number().positive(),
})

/**
 * The model's own defaults from `timelab.json` in its folder; the paper's where there is no such file.
 * Throws an InputError that names the file where it holds anything else.
 */
export function readDefaults(folder: string): ModelDefaults {
  const path = join(folder, 'timelab.json')
  if (!isThere(path)) return PAPER
  const parsed = schema.safeParse(readJson(path))
  if (!parsed.success)
    throw new InputError(`${path} must hold exactly steps, guidance and lambda, as numbers.`)
  return parsed.data
}
