import type { SchedulerConfig } from '../models/scheduler-config.ts'
import { signalShares } from './noise-schedule.ts'
import type { Scheduler } from './scheduler.ts'
import { spacedTimesteps } from './timesteps.ts'

const { fround, sqrt } = Math

/**
 * Denoising diffusion implicit models, https://arxiv.org/abs/2010.02502, eq. 12 with eta 0; diffusers' DDIMScheduler.
 * One departure: the predicted sample is clipped only where the configuration says `clip_sample: true`. diffusers
 * clips where the key is absent, too, which ruins latents without a word.
 */
export function createDdim(config: SchedulerConfig, steps: number): Scheduler {
  const shares = signalShares(config)
  const final = (config.set_alpha_to_one ?? true) ? 1 : shares[0]!
  const stride = Math.floor(config.num_train_timesteps / steps)
  const timesteps = spacedTimesteps(config, config.timestep_spacing ?? 'leading', steps)
  const limit = config.clip_sample === true ? config.clip_sample_range : Number.POSITIVE_INFINITY

  return {
    timesteps,
    step(output, index, sample) {
      const timestep = timesteps[index]!
      const share = shares[timestep]!
      const nextShare = timestep >= stride ? shares[timestep - stride]! : final
      const [signal, noise] = [fround(sqrt(share)), fround(sqrt(fround(1 - share)))]
      const [nextSignal, nextNoise] = [fround(sqrt(nextShare)), fround(sqrt(fround(1 - nextShare)))]
      const velocity = config.prediction_type === 'v_prediction'

      return sample.map((x, i) => {
        const predicted = output[i]!
        const clean = velocity
          ? fround(fround(signal * x) - fround(noise * predicted))
          : fround(fround(x - fround(noise * predicted)) / signal)
        const epsilon = velocity ? fround(fround(signal * predicted) + fround(noise * x)) : predicted
        const clipped = Math.min(Math.max(clean, -limit), limit)
        return fround(nextSignal * clipped) + fround(nextNoise * epsilon)
      })
    },
  }
}
