import { InputError } from '../errors.ts'
import type { SamplerName, SchedulerConfig } from '../models/scheduler-config.ts'
import { createDdim } from './ddim.ts'
import { createDpmSolver } from './dpm-solver.ts'
import { createPndm } from './pndm.ts'

/** One sampler over one run, from noise of unit variance: it remembers earlier outputs, so make a new one for each batch. */
export interface Scheduler {
  /** The timestep of each call of the model, noisy to clean; one a step, and more where the method asks for it. */
  readonly timesteps: readonly number[]
  /** The sample after call `index`, from the model's (guided) output at `timesteps[index]`; calls come in order. */
  step(output: Float32Array, index: number, sample: Float32Array): Float32Array
}

const samplers: Readonly<Record<SamplerName, (config: SchedulerConfig, steps: number) => Scheduler>> = {
  pndm: createPndm,
  ddim: createDdim,
  'dpm++': createDpmSolver,
}

/** The samplers there are. */
export const samplerNames = Object.keys(samplers) as readonly SamplerName[]

/**
 * A sampler over a model's noise schedule, in float32 and diffusers' order of operations. `config` may belong to
 * another sampler's class; keys that it lacks take the class's own default, as in diffusers' `from_config`.
 * Throws an InputError for an unknown name, a prediction type that no sampler here reads, or a number of steps
 * that does not fit.
 */
export function createScheduler(name: SamplerName, config: SchedulerConfig, steps: number): Scheduler {
  if (!Object.hasOwn(samplers, name)) {
    throw new InputError(`there is no scheduler "${name}"; choose ${samplerNames.join(', ')}`)
  }
  if (config.prediction_type === 'sample') {
    throw new InputError('prediction_type "sample" is not supported; the model must predict epsilon or v')
  }
  return samplers[name](config, steps)
}
