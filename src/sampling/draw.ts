import type { EmbeddingMap } from '../editing/embedding-map.ts'
import type { NDArray } from '../engine/ndarray.ts'
import { createGenerator } from '../engine/random.ts'
import type { Pixels } from '../images/png.ts'
import type { Model } from '../models/model.ts'
import type { SamplerName } from '../models/scheduler-config.ts'
import { createContexts, gatherContexts } from './contexts.ts'
import { toPixels } from './pixels.ts'
import { createScheduler } from './scheduler.ts'
import { checkSize, type Size } from './size.ts'

/** One picture to draw. */
export interface Draw {
  readonly prompt: string
  readonly seed: number
  /** Draws as the model edited by this map would. */
  readonly edit?: EmbeddingMap
}

/** A drawn picture, with what it was drawn from. */
export interface Picture extends Pixels {
  readonly prompt: string
  readonly seed: number
}

export interface DrawOptions {
  readonly steps?: number
  /** Guidance scale; 1 or less leaves the unconditional half out. */
  readonly guidance?: number
  readonly scheduler?: SamplerName
  readonly size?: Size
  /** Pictures drawn at once; by default 24 at 8x8 latents, fewer where they are larger. */
  readonly batch?: number
  readonly signal?: AbortSignal
  /** Called with the denoising steps done and to do, over all pictures. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Draws pictures in mixed batches of prompts, seeds and edits, and yields them in the order of `jobs` as batches end.
 * Each starts from `torch.randn` noise of its own seed, as diffusers with one generator a picture.
 * Throws an InputError for a size, a prompt or a number of steps that does not fit; an AbortError once `signal` is aborted.
 */
export async function* draw(
  model: Model,
  jobs: readonly Draw[],
  options: DrawOptions = {},
): AsyncGenerator<Picture> {
  const { signal } = options
  for await (const { job, latents } of drawLatents(model, jobs, options)) {
    const image = await model.decode(unscale(latents, model.vae.scaling_factor), signal ? { signal } : {})
    yield { ...toPixels(image), prompt: job.prompt, seed: job.seed }
  }
}

/** As `draw`, before the autoencoder: scaled latents `[1, h, w, c]` a job, for comparisons with a reference. */
export async function* drawLatents(
  model: Model,
  jobs: readonly Draw[],
  options: DrawOptions = {},
): AsyncGenerator<{ readonly job: Draw; readonly latents: NDArray }> {
  const { signal, onProgress } = options
  const cancel = signal ? { signal } : {}
  const guidance = options.guidance ?? model.defaults.guidance
  const steps = options.steps ?? model.defaults.steps
  const sampler = options.scheduler ?? model.scheduler.sampler
  const size = options.size ?? { width: model.size, height: model.size }
  checkSize(size, model.downscaling * 2 ** (model.unet.block_out_channels.length - 1))
  const [height, width] = [size.height / model.downscaling, size.width / model.downscaling]
  const channels = model.unet.in_channels
  const batch = options.batch ?? Math.max(1, Math.min(24, Math.floor(2048 / (height * width))))
  const contexts = createContexts(model)
  const total = jobs.length * createScheduler(sampler, model.scheduler, steps).timesteps.length
  let done = 0

  for (let first = 0; first < jobs.length; first += batch) {
    const chunk = jobs.slice(first, first + batch)
    const guided = guidance > 1
    const conditions = chunk.map(({ prompt, edit }) => ({ prompt, edit }))
    const rows = guided ? [...chunk.map(({ edit }) => ({ prompt: '', edit })), ...conditions] : conditions
    const texts = gatherContexts(await contexts.project(rows, cancel))
    const scheduler = createScheduler(sampler, model.scheduler, steps)
    const each = height * width * channels
    let sample: Float32Array = new Float32Array(chunk.length * each)
    chunk.forEach(({ seed }, k) => {
      sample.set(startingNoise(seed, channels, height, width), k * each)
    })
    if (scheduler.initNoiseSigma !== 1) sample = sample.map((value) => value * scheduler.initNoiseSigma)

    for (const [index, timestep] of scheduler.timesteps.entries()) {
      signal?.throwIfAborted()
      const input = guided ? twice(sample) : sample
      const latents = { data: input, shape: [rows.length, height, width, channels] }
      const at = { data: new Float32Array(rows.length).fill(timestep), shape: [rows.length] }
      const { data } = await model.denoise(latents, at, texts, cancel)
      sample = scheduler.step(guided ? guide(data, guidance) : data, index, sample)
      done += chunk.length
      onProgress?.(done, total)
    }
    for (const [k, job] of chunk.entries()) {
      yield {
        job,
        latents: { data: sample.slice(k * each, (k + 1) * each), shape: [1, height, width, channels] },
      }
    }
  }
}

/** `torch.randn((1, c, h, w), generator)` of a fresh generator with this seed, as `[h, w, c]`. */
export function startingNoise(seed: number, channels: number, height: number, width: number): Float32Array {
  const noise = createGenerator(seed).randn(channels * height * width)
  const pixels = height * width
  return Float32Array.from(noise, (_, k) => noise[(k % channels) * pixels + Math.floor(k / channels)] ?? 0)
}

/** Classifier-free guidance: unconditional + scale (conditional - unconditional), from rows in that order. */
function guide(output: Float32Array, scale: number): Float32Array {
  const half = output.length / 2
  const guided = new Float32Array(half)
  for (let k = 0; k < half; k++) {
    const free = output[k] ?? 0
    guided[k] = free + Math.fround(scale * Math.fround((output[half + k] ?? 0) - free))
  }
  return guided
}

function twice(sample: Float32Array): Float32Array {
  const both = new Float32Array(2 * sample.length)
  both.set(sample)
  both.set(sample, sample.length)
  return both
}

const unscale = (latents: NDArray, factor: number): NDArray => ({
  data: latents.data.map((value) => value / factor),
  shape: latents.shape,
})
