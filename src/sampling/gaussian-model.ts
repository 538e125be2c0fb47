import type { NDArray } from '../engine/ndarray.ts'
import { samplerSettings } from '../models/sampler-settings.ts'
import { schedulerConfig } from '../models/scheduler-config.ts'
import type { Drawable } from './drawable.ts'
import { signalShares } from './noise-schedule.ts'

/** What the Gaussian model is made of. */
export interface GaussianSettings {
  /** Standard deviation of the data. */
  readonly deviation: number
  /** Mean of the data that each prompt describes; `''` is what is drawn without a prompt. */
  readonly means: Readonly<Record<string, number>>
  readonly prediction?: 'epsilon' | 'v_prediction'
}

/**
 * A diffusion model whose data is Gaussian, so that its best prediction, and where every noise must land, are known
 * in closed form: what samplers, guidance and edits are tested against. Latents are 4x4x2, images their first channel.
 * Its text embedding is (mean, 1), and its values are what it reads: a map of embeddings moves the mean.
 */
export function gaussianModel({ deviation, means, prediction = 'epsilon' }: GaussianSettings): Drawable {
  const scheduler = schedulerConfig({
    _class_name: 'PNDMScheduler',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    skip_prk_steps: true,
    steps_offset: 1,
    prediction_type: prediction,
  })
  const shares = signalShares(samplerSettings('pndm', scheduler))

  return {
    scheduler,
    size: 8,
    downscaling: 2,
    defaults: { steps: 50, guidance: 1, lambda: 1 },
    unet: { in_channels: 2, block_out_channels: [2, 2] },
    vae: { scaling_factor: 1 },
    encode: async (prompts) =>
      prompts.map((prompt) => ({
        tokens: { prompt, ids: [], texts: [], used: 0 },
        states: { data: Float32Array.of(means[prompt] ?? Number.NaN, 1), shape: [1, 2] },
      })),
    project: async (keys, values) => ({ k0: keys, v0: values }),
    async denoise(latents, timesteps, contexts, { signal } = {}) {
      signal?.throwIfAborted()
      const each = latents.data.length / timesteps.data.length
      const data = latents.data.map((x, i) => {
        const row = Math.floor(i / each)
        const share = shares[timesteps.data[row] ?? 0] ?? Number.NaN
        const mean = contexts.v0?.data[2 * row] ?? Number.NaN
        const [signalRoot, noise] = [Math.sqrt(share), 1 - share]
        const epsilon = (Math.sqrt(noise) * (x - signalRoot * mean)) / (share * deviation ** 2 + noise)
        return prediction === 'epsilon' ? epsilon : (epsilon - Math.sqrt(noise) * x) / signalRoot
      })
      return { data, shape: latents.shape }
    },
    decode: async ({ data, shape }: NDArray) => ({
      data: Float32Array.from({ length: 48 }, (_, i) => data[2 * Math.floor(i / 3)] ?? Number.NaN),
      shape: [1, shape[1] ?? 0, shape[2] ?? 0, 3],
    }),
  }
}

/**
 * Where exact integration of the probability-flow equation carries `start`, which lies at timestep `from`, once the
 * share of signal is `end`: Gaussians stay Gaussian, and every sample keeps its place within them.
 */
export function exactEnd(
  { deviation, means }: GaussianSettings,
  guidance: number,
  prompt: string,
  start: number,
  [from, end]: readonly [number, number],
): number {
  const [free = Number.NaN, stated = Number.NaN] = [means[''], means[prompt]]
  const mean = guidance > 1 ? free + guidance * (stated - free) : stated
  const spread = (share: number): number => Math.sqrt(share * deviation ** 2 + 1 - share)
  return Math.sqrt(end) * mean + (spread(end) / spread(from)) * (start - Math.sqrt(from) * mean)
}
