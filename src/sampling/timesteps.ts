import { InputError } from '../errors.ts'
import type { ScheduleSettings } from '../models/sampler-settings.ts'

export type Spacing = 'leading' | 'trailing' | 'linspace'

/**
 * The training timesteps that `steps` denoising steps visit, from noisy to clean: Table 2 of
 * https://arxiv.org/abs/2305.08891 as diffusers' PNDM and DDIM schedulers round it.
 * Throws an InputError where the schedule has no room for so many steps.
 */
export function spacedTimesteps(settings: ScheduleSettings, spacing: Spacing, steps: number): number[] {
  const total = checkSteps(settings, steps)
  if (spacing === 'linspace') return inside(total, linspace(total - 1, steps).reverse(), steps)
  if (spacing === 'trailing') return inside(total, trailing(total, total / steps), steps)
  const ratio = Math.floor(total / steps)
  const leading = Array.from({ length: steps }, (_, i) => i * ratio + settings.steps_offset)
  return inside(total, leading.reverse(), steps)
}

/**
 * The same for DPM-Solver++, whose leading and linspace grids leave out one more point, the clean end, and which
 * begins below `last`, the first timestep that it leaves out.
 */
export function multistepTimesteps(
  settings: ScheduleSettings,
  spacing: Spacing,
  steps: number,
  last: number = settings.num_train_timesteps,
): number[] {
  const total = checkSteps(settings, steps)
  if (spacing === 'linspace') {
    const grid = linspace(last - 1, steps + 1)
    return inside(total, grid.reverse().slice(0, -1), steps)
  }
  if (spacing === 'trailing') return inside(total, trailing(last, total / steps), steps)
  const ratio = Math.floor(last / (steps + 1))
  const leading = Array.from({ length: steps }, (_, i) => (i + 1) * ratio + settings.steps_offset)
  return inside(total, leading.reverse(), steps)
}

function checkSteps(settings: ScheduleSettings, steps: number): number {
  const total = settings.num_train_timesteps
  if (Number.isInteger(steps) && steps >= 1 && steps <= total) return total
  throw new InputError(`steps must be a whole number from 1 to ${total}, not ${steps}`)
}

function inside(total: number, timesteps: number[], steps: number): number[] {
  if (timesteps.every((timestep) => timestep >= 0 && timestep < total)) return timesteps
  throw new InputError(`steps ${steps} do not fit the model's ${total} timesteps; use fewer steps`)
}

/** `np.linspace(0, last, count).round()`. */
function linspace(last: number, count: number): number[] {
  const step = count > 1 ? last / (count - 1) : 0
  return Array.from({ length: count }, (_, i) => roundHalfEven(i > 0 && i === count - 1 ? last : i * step))
}

/** `np.round(np.arange(total, 0, -ratio)) - 1`; the difference that NumPy really adds is itself rounded. */
function trailing(total: number, ratio: number): number[] {
  const difference = total - ratio - total
  const count = Math.ceil(total / ratio)
  return Array.from({ length: count }, (_, i) => roundHalfEven(total + i * difference) - 1)
}

/** Rounds to the nearest whole number, a half to the even one, as NumPy and IEEE 754 do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}
