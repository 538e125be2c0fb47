import { InputError } from '../errors.ts'
import type { SamplerSettings } from '../models/sampler-settings.ts'
import { roundHalfEven } from './timesteps.ts'

/** Where a sampler stops: ratios of noise to signal, and the timesteps that the model is told. */
export interface SigmaGrid {
  readonly timesteps: readonly number[]
  readonly sigmas: readonly number[]
}

/** The exponent of https://arxiv.org/abs/2206.00364. */
const RHO = 7

/**
 * `steps` sigmas spaced as Karras et al. space them, eq. 5 of https://arxiv.org/abs/2206.00364, and the nearest
 * timesteps of a schedule whose sigmas are `trained`, ascending. diffusers' `_convert_to_karras` and `_sigma_to_t`.
 * Throws an InputError where the first two fall together.
 */
export function karrasGrid(
  settings: SamplerSettings['dpm++'],
  trained: Float32Array,
  steps: number,
): SigmaGrid {
  const low = (settings.sigma_min ?? trained[0] ?? 0) ** (1 / RHO)
  const high = (settings.sigma_max ?? trained.at(-1) ?? 0) ** (1 / RHO)
  const sigmas = Array.from({ length: steps }, (_, i) => {
    const ramp = steps > 1 ? i / (steps - 1) : 0
    return (high + ramp * (low - high)) ** RHO
  })
  const logs = trained.map(Math.log)
  const exact = settings.beta_schedule === 'squaredcos_cap_v2'
  const timesteps = sigmas.map((sigma) => {
    const timestep = timestepOf(Math.log(Math.max(sigma, 1e-10)), logs)
    return exact ? Math.floor(timestep) : roundHalfEven(timestep)
  })
  if (timesteps.length > 1 && timesteps[0] === timesteps[1]) {
    throw new InputError(
      `steps ${steps} put the first two of Karras' sigmas on one timestep, which diffusers refuses, too: use fewer steps, or choose another sampler with --scheduler.`,
    )
  }
  return { timesteps, sigmas }
}

/** The timestep whose log sigma is `log`, between those of the schedule. */
function timestepOf(log: number, logs: Float32Array): number {
  const above = logs.findLastIndex((each) => each <= log)
  const low = Math.min(Math.max(above, 0), logs.length - 2)
  const [from, to] = [logs[low]!, logs[low + 1]!]
  const weight = Math.min(Math.max((from - log) / Math.fround(from - to), 0), 1)
  return (1 - weight) * low + weight * (low + 1)
}
