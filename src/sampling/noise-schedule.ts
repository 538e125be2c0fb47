import type { ScheduleSettings } from '../models/sampler-settings.ts'

const { fround } = Math

/**
 * The share of signal left at each training timestep: the running product of `1 - beta`, `[num_train_timesteps]`,
 * rounded where PyTorch rounds (betas in 32 bits, the product in 64). diffusers: `alphas_cumprod`.
 */
export function signalShares(settings: ScheduleSettings): Float32Array {
  const plain = cumulate(betas(settings))
  return settings.rescale_betas_zero_snr ? cumulate(withoutSignalAtEnd(plain)) : plain
}

function cumulate(betas: Float32Array): Float32Array {
  let product = 1
  return betas.map((beta) => {
    product *= fround(1 - beta)
    return product
  })
}

/** The variance of the noise that each training timestep adds, `[num_train_timesteps]`. */
function betas(settings: ScheduleSettings): Float32Array {
  const { beta_schedule, beta_start, beta_end, num_train_timesteps: total, trained_betas } = settings
  if (trained_betas !== null) return Float32Array.from(trained_betas)
  if (beta_schedule === 'linear') return linspace(beta_start, beta_end, total)
  if (beta_schedule === 'squaredcos_cap_v2') {
    return Float32Array.from({ length: total }, (_, i) =>
      Math.min(1 - cosineShare((i + 1) / total) / cosineShare(i / total), 0.999),
    )
  }
  return linspace(Math.sqrt(beta_start), Math.sqrt(beta_end), total).map((root) => root * root)
}

/** The share of signal of Glide's schedule at time `t` of 1. */
const cosineShare = (t: number): number => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2

/** Betas whose last timestep is noise alone: Algorithm 1 of https://arxiv.org/abs/2305.08891. */
function withoutSignalAtEnd(shares: Float32Array): Float32Array {
  const roots = shares.map(Math.sqrt)
  const [first, last] = [roots[0] ?? 0, roots.at(-1) ?? 0]
  const factor = fround(first / fround(first - last))
  const rescaled = roots.map((root) => fround(fround(root - last) * factor) ** 2)
  return rescaled.map((share, i) => 1 - fround(i === 0 ? share : share / (rescaled[i - 1] ?? 1)))
}

/** `torch.linspace` in 32 bits, which counts from the nearer end. */
function linspace(start: number, end: number, count: number): Float32Array {
  const [first, last] = [fround(start), fround(end)]
  const step = fround(fround(last - first) / (count - 1))
  return Float32Array.from({ length: count }, (_, i) => {
    return i < count / 2 ? first + fround(step * i) : last - fround(step * (count - 1 - i))
  })
}
