import { InputError } from '../errors.ts'
import { appendixD } from './appendix-d.ts'
import { appendixF } from './appendix-f.ts'
import type { Experiment } from './experiment.ts'
import { table2 } from './table2.ts'
import { table4 } from './table4.ts'

/** Every experiment that can be reproduced, by name. */
export const experiments: Readonly<Record<string, Experiment>> = Object.fromEntries(
  [table2, table4, appendixD, appendixF].map((experiment) => [experiment.name, experiment]),
)

/** Looks an experiment up. Throws an InputError that lists those there are. */
export function findExperiment(name: string): Experiment {
  const experiment = Object.hasOwn(experiments, name) ? experiments[name] : undefined
  if (experiment) return experiment
  throw new InputError(`There is no experiment "${name}"; there are ${Object.keys(experiments).join(', ')}.`)
}
