import type { SamplerSettings } from '../models/sampler-settings.ts'
import { signalShares } from './noise-schedule.ts'
import type { Scheduler } from './scheduler.ts'
import { spacedTimesteps } from './timesteps.ts'

const { fround, sqrt } = Math

/**
 * Denoising diffusion implicit models, https://arxiv.org/abs/2010.02502, eq. 12 with eta 0; diffusers' DDIMScheduler
 * as StableDiffusionPipeline uses it: the predicted sample is never clipped.
 */
export function createDdim(settings: SamplerSettings['ddim'], steps: number): Scheduler {
  const shares = signalShares(settings)
  const final = settings.set_alpha_to_one ? 1 : shares[0]!
  const stride = Math.floor(settings.num_train_timesteps / steps)
  const timesteps = spacedTimesteps(settings, settings.timestep_spacing, steps)

  return {
    timesteps,
    step(output, index, sample) {
      const timestep = timesteps[index]!
      const share = shares[timestep]!
      const nextShare = timestep >= stride ? shares[timestep - stride]! : final
      const [signal, noise] = [fround(sqrt(share)), fround(sqrt(fround(1 - share)))]
      const [nextSignal, nextNoise] = [fround(sqrt(nextShare)), fround(sqrt(fround(1 - nextShare)))]
      const velocity = settings.prediction_type === 'v_prediction'

      return sample.map((x, i) => {
        const predicted = output[i]!
        const clean = velocity
          ? fround(fround(signal * x) - fround(noise * predicted))
          : fround(fround(x - fround(noise * predicted)) / signal)
        const epsilon = velocity ? fround(fround(signal * predicted) + fround(noise * x)) : predicted
        return fround(nextSignal * clean) + fround(nextNoise * epsilon)
      })
    },
  }
}
