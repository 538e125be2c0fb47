import type { EmbeddingMap } from '../editing/embedding-map.ts'
import type { NDArray } from '../engine/ndarray.ts'
import { InputError } from '../errors.ts'
import type { Pixels } from '../images/png.ts'
import type { Model } from '../models/model.ts'
import { samplerSettings } from '../models/sampler-settings.ts'
import { chooseSampler, type SamplerName } from '../models/scheduler-config.ts'
import { tellOnce } from '../notices.ts'
import { signalOf } from '../signal.ts'
import { createContexts, gatherContexts } from './contexts.ts'
import type { Drawable } from './drawable.ts'
import { guide, twice } from './guidance.ts'
import { startingNoise } from './noise.ts'
import { type PixelRounding, toPixels } from './pixels.ts'
import { createScheduler } from './scheduler.ts'
import { checkSize, type Size } from './size.ts'

/** One picture to draw. */
export interface Draw {
  readonly prompt: string
  readonly seed: number
  /** Draws as the model edited by this map would. */
  readonly edit?: EmbeddingMap
}

/** Pictures to draw, in order: a list, or, for more than a list should hold, `lazyDraws`. */
export interface Draws extends Iterable<Draw> {
  readonly length: number
}

/** So many pictures to draw, each made when its turn comes. */
export const lazyDraws = (length: number, at: (index: number) => Draw): Draws => ({
  length,
  *[Symbol.iterator]() {
    for (let index = 0; index < length; index++) yield at(index)
  },
})

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
  /** Pictures drawn at once; by default 24 at 8x8 latents, fewer where they are larger, 1 at Stable Diffusion's 64x64. */
  readonly batch?: number
  /** How colours become whole numbers: `round` (default, diffusers) or `floor` (the paper's released code). */
  readonly pixels?: PixelRounding
  readonly signal?: AbortSignal
  /** Called with the calls of the denoiser done and to do, over all pictures. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Draws pictures in mixed batches of prompts, seeds and edits, and yields them in the order of `jobs` as batches end.
 * Each starts from `torch.randn` noise of its own seed, as diffusers with one generator a picture.
 * Throws an InputError for a size, a prompt or a number of steps that does not fit; an AbortError once `signal` is aborted.
 */
export async function* draw(
  model: Drawable,
  jobs: Draws,
  options: DrawOptions = {},
): AsyncGenerator<Picture> {
  const cancel = options.signal ? { signal: options.signal } : {}
  for await (const { job, latents } of drawLatents(model, jobs, options)) {
    const image = await model.decode(unscale(latents, model.vae.scaling_factor), cancel)
    yield { ...toPixels(image, options.pixels), prompt: job.prompt, seed: job.seed }
  }
}

/** As `draw`, before the autoencoder: scaled latents `[1, h, w, c]` a job, for comparisons with a reference. */
export async function* drawLatents(
  model: Drawable,
  jobs: Draws,
  options: DrawOptions = {},
): AsyncGenerator<{ readonly job: Draw; readonly latents: NDArray }> {
  const settings = settle(model, options)
  const { shape, sampler, steps } = settings
  const { lanes = 1 } = model
  // Enough batches for every lane; a picture's bytes do not depend on how batches fall.
  const batch = options.batch ?? Math.min(settings.batch, Math.ceil(jobs.length / lanes))
  const contexts = createContexts(model)
  const each = shape.reduce((product, extent) => product * extent)
  const calls = createScheduler(sampler, model.scheduler, steps).timesteps.length
  const asked = signalOf(options.signal)
  const stop = new AbortController()
  const signal = asked ? AbortSignal.any([asked, stop.signal]) : stop.signal
  let done = 0

  const begin = (chunk: readonly Draw[]) => {
    const samples = denoise(model, contexts, chunk, settings, signal, () => {
      done += chunk.length
      options.onProgress?.(done, calls * jobs.length)
    })
    // It is awaited in its turn; until then a failure of its is no unhandled one.
    samples.catch(() => {})
    return { chunk, samples }
  }
  const waiting = chunks(jobs, batch)
  const next = () => {
    const { value } = waiting.next()
    return value ? [begin(value)] : []
  }
  const running = Array.from({ length: lanes }, next).flat()
  try {
    for (let lane = running.shift(); lane; lane = running.shift()) {
      asked?.throwIfAborted()
      const samples = await lane.samples
      running.push(...next())
      for (const [k, job] of lane.chunk.entries()) {
        const data = samples.slice(k * each, (k + 1) * each)
        yield { job, latents: { data, shape: [1, ...shape] } }
      }
    }
  } finally {
    stop.abort()
  }
}

function* chunks(jobs: Draws, size: number): Generator<readonly Draw[], undefined> {
  let chunk: Draw[] = []
  for (const job of jobs) {
    chunk.push(job)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/**
 * Checks what `draw` would be asked for, before anything is drawn or written.
 * Throws an InputError for a size, a number or a prompt that does not fit the model.
 */
export function checkDrawing(model: Model, prompts: readonly string[], options: DrawOptions): void {
  const { sampler, steps } = settle(model, options)
  createScheduler(sampler, model.scheduler, steps)
  for (const prompt of prompts) model.tokenizer.encode(prompt)
}

/** Pictures that are drawn at once where nothing else is asked for: as many as latents of this size leave room for. */
export function defaultBatch(
  { downscaling }: Pick<Drawable, 'downscaling'>,
  { width, height }: Size,
): number {
  const latents = (width / downscaling) * (height / downscaling)
  return Math.max(1, Math.min(24, Math.floor(2048 / latents)))
}

interface Settings {
  readonly sampler: SamplerName
  readonly steps: number
  readonly guidance: number
  readonly batch: number
  /** Of one picture's latents: `[h, w, c]`. */
  readonly shape: readonly [number, number, number]
}

function settle(model: Drawable, options: DrawOptions): Settings {
  const size = options.size ?? { width: model.size, height: model.size }
  checkSize(size, model.downscaling * 2 ** (model.unet.block_out_channels.length - 1))
  const [height, width] = [size.height / model.downscaling, size.width / model.downscaling]
  const { guidance = model.defaults.guidance, batch = defaultBatch(model, size) } = options
  if (!Number.isFinite(guidance))
    throw new InputError(`The guidance scale must be a number, not ${guidance}.`)
  if (!Number.isInteger(batch) || batch < 1) {
    throw new InputError(`The batch must be a whole number of pictures, at least 1, not ${batch}.`)
  }
  const sampler = chooseSampler(model.scheduler, options.scheduler)
  samplerSettings(sampler, model.scheduler, tellOnce)
  return {
    sampler,
    steps: options.steps ?? model.defaults.steps,
    guidance,
    batch,
    shape: [height, width, model.unet.in_channels],
  }
}

/** Denoises one batch from its seeds' noise: latents `[jobs, h, w, c]`. */
async function denoise(
  model: Drawable,
  contexts: ReturnType<typeof createContexts>,
  jobs: readonly Draw[],
  { sampler, steps, guidance, shape }: Settings,
  signal: AbortSignal | undefined,
  onCall: () => void,
): Promise<Float32Array> {
  const [height, width, channels] = shape
  const cancel = signal ? { signal } : {}
  const guided = guidance > 1
  const stated = jobs.map(({ prompt, edit }) => ({ prompt, edit }))
  // An edit rewrites matrices that read the empty prompt, too, so it applies to both halves.
  const conditions = guided ? [...stated.map(({ edit }) => ({ prompt: '', edit })), ...stated] : stated
  const texts = gatherContexts(await contexts.project(conditions, cancel))
  const scheduler = createScheduler(sampler, model.scheduler, steps)

  const noise = jobs.map(({ seed }) => startingNoise(seed, channels, height, width))
  let sample: Float32Array = new Float32Array(jobs.length * height * width * channels)
  noise.forEach((each, k) => {
    sample.set(each, k * each.length)
  })
  for (const [index, timestep] of scheduler.timesteps.entries()) {
    signal?.throwIfAborted()
    const rows = conditions.length
    const latents = { data: guided ? twice(sample) : sample, shape: [rows, ...shape] }
    const timesteps = { data: new Float32Array(rows).fill(timestep), shape: [rows] }
    const { data } = await model.denoise(latents, timesteps, texts, cancel)
    sample = scheduler.step(guided ? guide(data, guidance) : data, index, sample)
    onCall()
  }
  return sample
}

const unscale = (latents: NDArray, factor: number): NDArray => ({
  data: latents.data.map((value) => value / factor),
  shape: latents.shape,
})
