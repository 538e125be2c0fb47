import type { ScheduleSettings } from '../models/sampler-settings.ts'

const { fround } = Math

/**
 * The share of signal left at each training timestep: the running product of `1 - beta`, `[num_train_timesteps]`,
 * rounded where PyTorch rounds (betas in 32 bits, the product in 64). diffusers: `alphas_cumprod`.
 */
export function signalShares(settings: ScheduleSettings): Float32Array {
  let product = 1
  return betas(settings).map((beta) => {
    product *= fround(1 - beta)
    return product
  })
}

/** The variance of the noise that each training timestep adds, `[num_train_timesteps]`. */
function betas({ beta_schedule, beta_start, beta_end, num_train_timesteps }: ScheduleSettings): Float32Array {
  if (beta_schedule === 'linear') return linspace(beta_start, beta_end, num_train_timesteps)
  return linspace(Math.sqrt(beta_start), Math.sqrt(beta_end), num_train_timesteps).map((root) => root * root)
}

/** `torch.linspace` in 32 bits, which counts from the nearer end. */
function linspace(start: number, end: number, count: number): Float32Array {
  const [first, last] = [fround(start), fround(end)]
  const step = fround(fround(last - first) / (count - 1))
  return Float32Array.from({ length: count }, (_, i) => {
    return i < count / 2 ? first + fround(step * i) : last - fround(step * (count - 1 - i))
  })
}
