import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createEngine } from '../engine/create-engine.ts'
import type { NDArray } from '../engine/ndarray.ts'
import type { EngineOptions, Forward, InputSpec, Runner } from '../engine/types.ts'
import { InputError } from '../errors.ts'
import { checkWeights, type ModelFolder, openModelFolder, readJson } from '../weights/folder.ts'
import type { Weights } from '../weights/types.ts'
import { textWeights, unetWeights, vaeWeights } from './expected-weights.ts'
import { type SchedulerConfig, schedulerConfig } from './scheduler-config.ts'
import { type TextConfig, textConfig } from './text-config.ts'
import { textEncoder } from './text-encoder.ts'
import { openTokenizer, type Tokenizer } from './tokenizer.ts'
import type { TextEmbedding } from './types.ts'
import { contextProjections, unet } from './unet.ts'
import { type UNetConfig, unetConfig } from './unet-config.ts'
import { crossAttentionLayers } from './unet-layout.ts'
import { decode, encodeImage } from './vae.ts'
import { downscaling, type VaeConfig, vaeConfig } from './vae-config.ts'
import { textWeightNames, vaeWeightNames } from './weight-names.ts'

interface Cancel {
  readonly signal?: AbortSignal
}

/** A text-to-image model, its parts compiled when they are first used. */
export interface Model {
  /** The name or folder that it was loaded by. */
  readonly name: string
  readonly folder: ModelFolder
  readonly tokenizer: Tokenizer
  readonly text: TextConfig
  readonly unet: UNetConfig
  readonly vae: VaeConfig
  readonly scheduler: SchedulerConfig
  /** Tensors of the UNet, for edits that rewrite them. */
  readonly unetWeights: Weights
  /** Pixels a side that it was trained at. */
  readonly size: number
  /** Pixels to one latent, a side. */
  readonly downscaling: number
  readonly defaults: ModelDefaults
  encode(prompts: readonly string[], options?: Cancel): Promise<readonly TextEmbedding[]>
  /** Every layer's keys and values, `k0`, `v0`, ... `[n, 77, inner]`, from contexts `[n, 77, width]`. */
  project(keys: NDArray, values: NDArray, options?: Cancel): Promise<Readonly<Record<string, NDArray>>>
  /** The UNet: latents `[n, h, w, c]` at timesteps `[n]`, with what `project` gave, to predictions of the same shape. */
  denoise(
    latents: NDArray,
    timesteps: NDArray,
    contexts: Readonly<Record<string, NDArray>>,
    options?: Cancel,
  ): Promise<NDArray>
  /** Latents `[n, h, w, c]`, divided by the scaling factor, to images `[n, H, W, 3]` of about [-1, 1]. */
  decode(latents: NDArray, options?: Cancel): Promise<NDArray>
  /** Images `[n, H, W, 3]` of [-1, 1] to the Gaussians over their unscaled latents. */
  encodeImages(
    images: NDArray,
    options?: Cancel,
  ): Promise<{ readonly mean: NDArray; readonly logVariance: NDArray }>
  /** SHA-256 over configurations, tokenizer and weights, in hexadecimal: the model's identity in every record. */
  digest(): Promise<string>
  close(): Promise<void>
}

/** What a command uses where it is not told otherwise. */
export interface ModelDefaults {
  readonly steps: number
  readonly guidance: number
  /** Chosen on a validation set, as the paper chose its own. */
  readonly lambda: number
}

const PAPER: ModelDefaults = { steps: 50, guidance: 7.5, lambda: 0.1 }
const defaultsSchema = z.strictObject({
  steps: z.int().positive(),
  guidance: z.number(),
  lambda: z.number().positive(),
})

/** Models that ship with timelab. */
export const shippedModels = { emoji: fileURLToPath(new URL('../../models/emoji', import.meta.url)) } as const

export interface LoadOptions extends EngineOptions {
  /** Weights variant: `fp16` for files such as `model.fp16.safetensors`. */
  readonly variant?: string
  /** Other tensors in the UNet's place, of the same names and shapes: an edit written into its weights. */
  readonly unetWeights?: (original: Weights) => Weights
}

/**
 * Loads a model that ships (`emoji`) or any Stable Diffusion 1.x or 2.x folder in diffusers layout.
 * Throws an InputError for a folder that is missing, incomplete or corrupt, and for configurations that are not supported.
 */
export async function loadModel(nameOrFolder: string, options: LoadOptions = {}): Promise<Model> {
  const { variant, unetWeights: replace, ...engineOptions } = options
  const path = Object.hasOwn(shippedModels, nameOrFolder)
    ? shippedModels[nameOrFolder as keyof typeof shippedModels]
    : nameOrFolder
  const folder = openModelFolder(path, variant === undefined ? {} : { variant })
  const text = textConfig(folder.config('text_encoder'), join(path, 'text_encoder/config.json'))
  const unetSettings = unetConfig(folder.config('unet'), join(path, 'unet/config.json'))
  const vae = vaeConfig(folder.config('vae'), join(path, 'vae/config.json'))
  const schedule = schedulerConfig(
    folder.config('scheduler', 'scheduler_config.json'),
    join(path, 'scheduler/scheduler_config.json'),
  )
  const stored = {
    text: textWeightNames(folder.weights('text_encoder')),
    unet: folder.weights('unet'),
    vae: vaeWeightNames(folder.weights('vae')),
  }
  checkWeights('text_encoder', stored.text, textWeights(text))
  checkWeights('unet', stored.unet, unetWeights(unetSettings))
  checkWeights('vae', stored.vae, vaeWeights(vae))
  const tokenizer = await openTokenizer(join(folder.path, 'tokenizer'))
  const denoiser = replace ? replace(stored.unet) : stored.unet

  const engine = createEngine(engineOptions)
  const runners = new Map<string, Promise<Runner>>()
  const runner = (
    name: string,
    weights: Weights,
    inputs: Readonly<Record<string, InputSpec>>,
    forward: Forward,
  ) => {
    const key = `${name} ${JSON.stringify(inputs)}`
    const known = runners.get(key)
    if (known) return known
    const made = engine.compile(forward, { name, weights, inputs })
    runners.set(key, made)
    return made
  }
  const run = async (
    compiled: Promise<Runner>,
    inputs: Readonly<Record<string, NDArray>>,
    { signal }: Cancel = {},
  ) => (await compiled).run(inputs, signal ? { signal } : {})

  const { length } = tokenizer
  const width = text.hidden_size
  const layers = crossAttentionLayers(unetSettings)
  const factor = downscaling(vae)
  const state = (inner: number): InputSpec => ({ shape: ['batch', length, inner] })

  return {
    name: nameOrFolder,
    folder,
    tokenizer,
    text,
    unet: unetSettings,
    vae,
    scheduler: schedule,
    unetWeights: denoiser,
    size: unetSettings.sample_size * factor,
    downscaling: factor,
    defaults: readDefaults(folder),
    async encode(prompts, cancel) {
      if (prompts.length === 0) return []
      const tokens = prompts.map((prompt) => tokenizer.encode(prompt))
      const ids = {
        data: Float32Array.from(tokens.flatMap((each) => each.ids)),
        shape: [tokens.length, length],
      }
      const compiled = runner(
        'text_encoder',
        stored.text,
        { ids: { shape: ['batch', length], dtype: 'int32' } },
        (params, inputs) => ({ states: textEncoder(params, text, input(inputs, 'ids')) }),
      )
      const { data } = output(await run(compiled, { ids }, cancel), 'states')
      const size = length * width
      return tokens.map((each, k) => ({
        tokens: each,
        states: { data: data.slice(k * size, (k + 1) * size), shape: [length, width] },
      }))
    },
    project(keys, values, cancel) {
      const compiled = runner(
        'cross_attention',
        denoiser,
        { keys: state(width), values: state(width) },
        (params, inputs) =>
          contextProjections(params, unetSettings, input(inputs, 'keys'), input(inputs, 'values')),
      )
      return run(compiled, { keys, values }, cancel)
    },
    async denoise(latents, timesteps, contexts, cancel) {
      const [, height = 0, across = 0, channels = 0] = latents.shape
      const texts = layers.flatMap(({ inner }, k) => [
        [`k${k}`, state(inner)] as const,
        [`v${k}`, state(inner)] as const,
      ])
      const compiled = runner(
        'unet',
        denoiser,
        {
          sample: { shape: ['batch', height, across, channels] },
          timesteps: { shape: ['batch'] },
          ...Object.fromEntries(texts),
        },
        (params, { sample, timesteps: at, ...rest }) => {
          if (!sample || !at) throw new Error('unreachable: inputs are checked')
          return { prediction: unet(params, unetSettings, sample, at, rest) }
        },
      )
      return output(await run(compiled, { sample: latents, timesteps, ...contexts }, cancel), 'prediction')
    },
    async decode(latents, cancel) {
      const compiled = runner(
        'vae_decoder',
        stored.vae,
        { latents: { shape: ['batch', ...latents.shape.slice(1)] } },
        (params, inputs) => ({ image: decode(params, vae, input(inputs, 'latents')) }),
      )
      return output(await run(compiled, { latents }, cancel), 'image')
    },
    async encodeImages(images, cancel) {
      const compiled = runner(
        'vae_encoder',
        stored.vae,
        { image: { shape: ['batch', ...images.shape.slice(1)] } },
        (params, inputs) => ({ ...encodeImage(params, vae, input(inputs, 'image')) }),
      )
      const found = await run(compiled, { image: images }, cancel)
      return { mean: output(found, 'mean'), logVariance: output(found, 'logVariance') }
    },
    digest: () => digestOf(folder.path),
    close: () => engine.close(),
  }
}

function input<Value>(inputs: Readonly<Record<string, Value>>, name: string): Value {
  const value = inputs[name]
  if (value === undefined) throw new Error(`unreachable: the input ${name} was checked`)
  return value
}
const output = input<NDArray>

function readDefaults(folder: ModelFolder): ModelDefaults {
  const path = join(folder.path, 'timelab.json')
  if (!existsSync(path)) return PAPER
  const parsed = defaultsSchema.safeParse(readJson(path))
  if (!parsed.success)
    throw new InputError(`${path} must hold exactly steps, guidance and lambda, as numbers.`)
  return parsed.data
}

async function digestOf(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const part of ['tokenizer', 'text_encoder', 'unet', 'vae', 'scheduler']) {
    for (const name of readdirSync(join(root, part)).sort()) {
      hash.update(`${part}/${name}\n`)
      for await (const chunk of createReadStream(join(root, part, name))) hash.update(chunk as Buffer)
    }
  }
  return hash.digest('hex')
}
