import { type SamplerSettings, samplerSettings } from '../models/sampler-settings.ts'
import { chooseSampler, type SamplerName, type SchedulerConfig } from '../models/scheduler-config.ts'
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

const samplers: {
  readonly [Name in SamplerName]: (settings: SamplerSettings[Name], steps: number) => Scheduler
} = {
  pndm: createPndm,
  ddim: createDdim,
  'dpm++': createDpmSolver,
}

/**
 * A sampler over a model's noise schedule, in float32 and diffusers' order of operations. `config` may belong to
 * another sampler's class, as in diffusers' `from_config`: see {@link samplerSettings}.
 * Throws an InputError for an unknown name, a setting that this sampler reads and timelab does not support, or a
 * number of steps that does not fit.
 */
export function createScheduler(name: SamplerName, config: SchedulerConfig, steps: number): Scheduler {
  return create(chooseSampler(config, name), config, steps)
}

function create<Name extends SamplerName>(name: Name, config: SchedulerConfig, steps: number): Scheduler {
  return samplers[name](samplerSettings(name, config), steps)
}
