import { join } from 'node:path'
import { shippedDatasets } from '../datasets/shipped.ts'
import { InputError } from '../errors.ts'
import type { Experiment } from '../experiments/experiment.ts'
import type { ReproduceOptions } from '../experiments/reproduce.ts'
import { given } from './options.ts'
import type { ReproduceFlags } from './reproduce-flags.ts'

/** Captions that each edited model draws; the paper's are 289, over 104 edits. */
export const defaultCaptions = 24

/**
 * The files of the flags, or those that come with the emoji model.
 * Throws an InputError where the flags name none and none comes with the model.
 */
export function inputsOf(
  experiment: Experiment,
  flags: ReproduceFlags,
): Pick<ReproduceOptions, 'dataset' | 'normalise' | 'captions' | 'reference'> {
  const shipped = (name: string) =>
    flags.model === 'emoji' ? join(shippedDatasets, 'emoji', name) : undefined
  const dataset = flags.dataset ?? shipped(`${experiment.dataset}.csv`)
  if (dataset === undefined) {
    throw new InputError(
      `No data set comes with the model ${flags.model}: give one with --dataset (\`npx timelab datasets pull timed\` fetches the paper's).`,
    )
  }
  const file = flags.captionsFile ?? shipped('captions.csv')
  const each = flags.captions ?? (file === undefined ? 0 : defaultCaptions)
  if (each > 0 && file === undefined) {
    throw new InputError('--captions needs captions to draw: give a CSV file with --captions-file.')
  }
  const { normalise } = flags
  if (!experiment.captions || each === 0 || file === undefined) return { dataset, ...given({ normalise }) }
  // The statistics that ship are of the shipped judge's features.
  const reference =
    flags.reference ?? (flags.judge === undefined ? shipped('reference.safetensors') : undefined)
  return { dataset, captions: { file, each }, ...given({ normalise, reference }) }
}
