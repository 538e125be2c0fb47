import { InputError } from '../errors.ts'
import type { SamplerSettings } from '../models/sampler-settings.ts'
import { signalShares } from './noise-schedule.ts'
import type { Scheduler } from './scheduler.ts'
import { spacedTimesteps } from './timesteps.ts'

const { fround, sqrt } = Math

/**
 * Pseudo numerical methods for diffusion models, https://arxiv.org/abs/2202.09778; diffusers' PNDMScheduler.
 * With `skip_prk_steps` (Stable Diffusion) it is PLMS, whose first step calls the model twice; without, the first
 * three steps are Runge-Kutta steps of four calls each.
 */
export function createPndm(settings: SamplerSettings['pndm'], steps: number): Scheduler {
  const shares = signalShares(settings)
  const final = settings.set_alpha_to_one ? 1 : shares[0]!
  const stride = Math.floor(settings.num_train_timesteps / steps)
  const half = Math.floor(stride / 2)
  const grid = spacedTimesteps(settings, settings.timestep_spacing, steps)
  const warmUp = settings.skip_prk_steps ? [] : rungeKuttaTimesteps(grid, half)
  const timesteps = settings.skip_prk_steps ? repeatSecond(grid) : [...warmUp, ...grid.slice(3)]

  let outputs: Float32Array[] = []
  let start: Float32Array = new Float32Array()
  let slope: Float32Array = new Float32Array()

  /** Formula (9): from timestep `from` to timestep `to` along `output`. */
  function transfer(sample: Float32Array, from: number, to: number, output: Float32Array): Float32Array {
    const share = shares[Math.min(from, shares.length - 1)]!
    const nextShare = to >= 0 ? shares[to]! : final
    const [noise, nextNoise] = [fround(1 - share), fround(1 - nextShare)]
    const [signalRoot, noiseRoot] = [fround(sqrt(share)), fround(sqrt(noise))]
    const keep = fround(sqrt(fround(nextShare / share)))
    const lost = fround(nextShare - share)
    const cross = fround(sqrt(fround(fround(share * noise) * nextShare)))
    const divisor = fround(fround(share * fround(sqrt(nextNoise))) + cross)
    const velocity = settings.prediction_type === 'v_prediction'
    return sample.map((x, i) => {
      const predicted = output[i]!
      const epsilon = velocity ? fround(fround(signalRoot * predicted) + fround(noiseRoot * x)) : predicted
      return fround(keep * x) - fround(fround(lost * epsilon) / divisor)
    })
  }

  /** One of a Runge-Kutta step's four calls: `index` modulo 4 says which. */
  function rungeKutta(output: Float32Array, index: number, sample: Float32Array): Float32Array {
    const from = warmUp[index - (index % 4)]!
    const to = warmUp[index]! - (index % 2 ? 0 : half)
    if (index % 4 === 0) {
      outputs.push(output)
      start = sample
      slope = output.map((x) => fround(1 / 6) * x)
      return transfer(start, from, to, output)
    }
    if (index % 4 < 3) {
      slope = slope.map((sum, i) => sum + fround(fround(1 / 3) * output[i]!))
      return transfer(start, from, to, output)
    }
    const mean = slope.map((sum, i) => sum + fround(fround(1 / 6) * output[i]!))
    return transfer(start, from, to, mean)
  }

  function multistep(output: Float32Array, index: number, sample: Float32Array): Float32Array {
    const timestep = timesteps[index]!
    if (index === 1) {
      // The second call ends the first step again, with the mean of the slopes at both of its ends.
      const first = outputs[0]!
      const mean = output.map((x, i) => fround(x + first[i]!) / 2)
      return transfer(start, timestep + stride, timestep, mean)
    }
    if (index === 0) start = sample
    outputs = [...outputs.slice(-3), output]
    return transfer(sample, timestep, timestep - stride, extrapolate(outputs))
  }

  return {
    timesteps,
    step: (output, index, sample) =>
      index < warmUp.length ? rungeKutta(output, index, sample) : multistep(output, index, sample),
  }
}

/** Adams-Bashforth over up to four outputs, the newest last. */
function extrapolate(outputs: readonly Float32Array[]): Float32Array {
  const [a, b, c, d] = outputs.toReversed()
  if (!a || !b) return a ?? new Float32Array()
  if (!c) return a.map((x, i) => fround(fround(3 * x) - b[i]!) / 2)
  if (!d) {
    return a.map((x, i) => {
      return fround(fround(fround(23 * x) - fround(16 * b[i]!)) + fround(5 * c[i]!)) / 12
    })
  }
  return a.map((x, i) => {
    const sum = fround(fround(fround(55 * x) - fround(59 * b[i]!)) + fround(37 * c[i]!))
    return fround(1 / 24) * fround(sum - fround(9 * d[i]!))
  })
}

/** PLMS calls the model at the second timestep twice, to end the first step twice. */
function repeatSecond(grid: readonly number[]): number[] {
  return grid.flatMap((timestep, i) => (i === 1 ? [timestep, timestep] : [timestep]))
}

/** Four calls for each of the first three steps: at the start, twice halfway, at the end. */
function rungeKuttaTimesteps(grid: readonly number[], half: number): number[] {
  if (grid.length < 4) {
    throw new InputError(`steps must be at least 4 for this model's PNDM scheduler, not ${grid.length}`)
  }
  return [0, 1, 2].flatMap((i) => {
    const middle = grid[i + 1]! + half
    return [grid[i]!, middle, middle, grid[i + 1]!]
  })
}
