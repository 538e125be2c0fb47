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
    `${file} is not there: fetch the paper's data set with \`npx timelab datasets pull timed --out ${join(root, 'timed')}\`, or name one.`,
  )
}

/** Where a CLIP that came with a model lies. */
const judgeFolder = ({ folder }: Pick<Model, 'folder'>): string => join(folder.path, 'clip')

/** Opens the CLIP in a model's folder, `clip`; undefined where there is none. */
export async function openOwnJudge(model: Pick<Model, 'folder'>): Promise<Judge | undefined> {
  const own = judgeFolder(model)
  return existsSync(own) ? openJudge(own) : undefined
}

/** As `openOwnJudge`; throws an InputError where there is none. */
export async function judgeOf(model: Pick<Model, 'name' | 'folder'>): Promise<Judge> {
  const judge = await openOwnJudge(model)
  if (judge) return judge
  throw new InputError(
    `No judge comes with the model ${model.name}: put a CLIP in transformers.js layout into ${judgeFolder(model)}, or open one with \`openJudge\`.`,
  )
}
