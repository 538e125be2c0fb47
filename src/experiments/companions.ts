import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { shippedDatasets } from '../datasets/shipped.ts'
import { InputError } from '../errors.ts'
import { type Judge, openJudge } from '../evaluation/judge.ts'
import { type Model, shippedModels } from '../models/model.ts'
import { findExperiment } from './experiments.ts'

/** TIMED's files by the part that they play (paper, sections 5.2 and 6.1). */
const timedFiles = {
  test: 'TIMED_test_set.csv',
  'test-filtered': 'TIMED_test_set_filtered_SD14.csv',
  validation: 'TIMED_validation_set.csv',
} as const

/**
 * The file that an experiment is run on with a model: of `datasets/emoji` for the model that ships, the paper's own for
 * any other. Throws an InputError where TIMED has not been fetched.
 */
export function datasetOf(model: Pick<Model, 'folder'>, experiment: string, root = shippedDatasets): string {
  const { dataset } = findExperiment(experiment)
  if (model.folder.path === shippedModels.emoji) return join(root, 'emoji', `${dataset}.csv`)
  const file = join(root, 'timed', timedFiles[dataset])
  if (existsSync(file)) return file
  throw new InputError(
    `${file} is not there: fetch the paper's data set with \`timelab datasets pull timed --out ${join(root, 'timed')}\`, or name one.`,
  )
}

/** Opens the CLIP in a model's folder, `clip`. Throws an InputError where there is none. */
export async function judgeOf({ name, folder }: Pick<Model, 'name' | 'folder'>): Promise<Judge> {
  const own = join(folder.path, 'clip')
  if (existsSync(own)) return openJudge(own)
  throw new InputError(
    `No judge comes with the model ${name}: put a CLIP in transformers.js layout into ${own}, or open one with \`openJudge\`.`,
  )
}
