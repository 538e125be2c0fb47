import type { SamplerSettings } from '../models/sampler-settings.ts'
import { karrasGrid, type SigmaGrid } from './karras.ts'
import { signalShares } from './noise-schedule.ts'
import type { Scheduler } from './scheduler.ts'
import { multistepTimesteps } from './timesteps.ts'

const { exp, fround, log, sqrt } = Math

/** A point of the noise schedule: `sample = signal * clean + noise * epsilon`, and half the log of their ratio squared. */
interface Level {
  readonly signal: number
  readonly noise: number
  readonly lambda: number
}

/**
 * DPM-Solver++(2M), https://arxiv.org/abs/2211.01095, Algorithm 2; diffusers' DPMSolverMultistepScheduler with
 * `dpmsolver++`, order 1 or 2, midpoint, its own sigmas or Karras'. First and last steps are of first order where diffusers' are.
 */
export function createDpmSolver(settings: SamplerSettings['dpm++'], steps: number): Scheduler {
  const { timesteps, sigmas } = settings.use_karras_sigmas
    ? karrasGrid(settings, trainedSigmas(settings), steps)
    : plainGrid(settings, steps)
  const levels = [...sigmas, 0].map(levelOf)
  let previous: Float32Array | undefined

  return {
    timesteps,
    step(output, index, sample) {
      const [from, to] = [levels[index]!, levels[index + 1]!]
      const clean = predictClean(settings, from, output, sample)
      const older = settings.solver_order === 1 || index === timesteps.length - 1 ? undefined : previous
      previous = clean

      const h = fround(to.lambda - from.lambda)
      const keep = fround(to.noise / from.noise)
      const pull = fround(to.signal * fround(fround(exp(-h)) - 1))
      if (!older) return sample.map((x, i) => fround(keep * x) - fround(pull * clean[i]!))

      const ratio = fround(fround(from.lambda - levels[index - 1]!.lambda) / h)
      const inverse = fround(1 / ratio)
      const halfPull = fround(0.5 * pull)
      return sample.map((x, i) => {
        const slope = fround(inverse * fround(clean[i]! - older[i]!))
        return fround(fround(keep * x) - fround(pull * clean[i]!)) - fround(halfPull * slope)
      })
    },
  }
}

function plainGrid(settings: SamplerSettings['dpm++'], steps: number): SigmaGrid {
  const shares = signalShares(settings)
  // Where the signal is weaker than the configuration's limit nothing is sampled.
  const strong = shares.filter((share) => lambdaOf(share) >= settings.lambda_min_clipped).length
  const timesteps = multistepTimesteps(settings, settings.timestep_spacing, steps, strong)
  const trained = trainedSigmas(settings)
  return { timesteps, sigmas: timesteps.map((timestep) => trained[timestep]!) }
}

/** The noise of each training timestep as a ratio to its signal. diffusers keeps a last signal of zero just above it. */
function trainedSigmas(settings: SamplerSettings['dpm++']): Float32Array {
  const shares = signalShares(settings)
  if (settings.rescale_betas_zero_snr) shares[shares.length - 1] = 2 ** -24
  return shares.map(sigmaOf)
}

function predictClean(
  settings: SamplerSettings['dpm++'],
  { signal, noise }: Level,
  output: Float32Array,
  sample: Float32Array,
): Float32Array {
  if (settings.prediction_type === 'v_prediction') {
    return sample.map((x, i) => fround(signal * x) - fround(noise * output[i]!))
  }
  return sample.map((x, i) => fround(x - fround(noise * output[i]!)) / signal)
}

function sigmaOf(share: number): number {
  return fround(sqrt(fround(fround(1 - share) / share)))
}

function lambdaOf(share: number): number {
  return fround(fround(log(fround(sqrt(share)))) - fround(log(fround(sqrt(fround(1 - share))))))
}

function levelOf(sigma: number): Level {
  const signal = fround(1 / fround(sqrt(fround(fround(sigma * sigma) + 1))))
  const noise = fround(sigma * signal)
  return { signal, noise, lambda: fround(fround(log(signal)) - fround(log(noise))) }
}
