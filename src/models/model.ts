import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../engine/create-engine.ts'
import { type NDArray, sizeOf } from '../engine/ndarray.ts'
import type { EngineOptions, Runner } from '../engine/types.ts'
import { InputError } from '../errors.ts'
import { tellOnce } from '../notices.ts'
import { signalOf } from '../signal.ts'
import { type ModelFolder, openModelFolder } from '../weights/folder.ts'
import type { Weights } from '../weights/types.ts'
import { openComponents } from './components.ts'
import { type ModelDefaults, readDefaults } from './defaults.ts'
import { digestModel } from './digest.ts'
import { contextPass, decoderPass, encoderPass, type Pass, textPass, unetPass } from './passes.ts'
import type { SchedulerConfig } from './scheduler-config.ts'
import { shareOfCores } from './share-of-cores.ts'
import type { TextConfig } from './text-config.ts'
import { openTokenizer, type Tokenizer } from './tokenizer.ts'
import type { TextEmbedding } from './types.ts'
import type { UNetConfig } from './unet-config.ts'
import { downscaling, type VaeConfig } from './vae-config.ts'

export type { ModelDefaults }

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
  /** Batches that it computes side by side, each in a session of its own. */
  readonly lanes: number
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
  /** SHA-256 over the folder's configurations, tokenizer and weights: the model's identity in every record. */
  digest(): Promise<string>
  close(): Promise<void>
}

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
  const { weights, ...configs } = openComponents(folder, tellOnce)
  const { text, unet, vae } = configs
  const tokenizer = await openTokenizer(join(folder.path, 'tokenizer'), {
    vocabulary: text.vocab_size,
    onNotice: tellOnce,
  })
  const { length } = tokenizer
  if (length > text.max_position_embeddings) {
    throw new InputError(
      `${folder.path}: the tokenizer pads prompts to ${length} tokens and the text encoder reads ${text.max_position_embeddings}: take both from one model.`,
    )
  }
  const denoiser = replace ? replace(weights.unet) : weights.unet

  const shared = shareOfCores(engineOptions, weights.unet)
  const engine = createEngine(shared)
  const runners = new Map<string, Promise<Runner>>()
  let digest: Promise<string> | undefined
  const run = async (
    tensors: Weights,
    { name, inputs, forward }: Pass,
    values: Readonly<Record<string, NDArray>>,
    cancel: Cancel = {},
  ) => {
    const signal = signalOf(cancel.signal)
    const key = `${name} ${JSON.stringify(inputs)}`
    const compiled = runners.get(key) ?? engine.compile(forward, { name, weights: tensors, inputs })
    runners.set(key, compiled)
    return (await compiled).run(values, signal ? { signal } : {})
  }

  return {
    name: nameOrFolder,
    folder,
    tokenizer,
    ...configs,
    unetWeights: denoiser,
    size: unet.sample_size * downscaling(vae),
    downscaling: downscaling(vae),
    defaults: readDefaults(folder.path),
    lanes: shared.sessions ?? 1,
    async encode(prompts, cancel) {
      if (prompts.length === 0) return []
      const tokens = prompts.map((prompt) => tokenizer.encode(prompt))
      const data = Float32Array.from(tokens.flatMap((each) => each.ids))
      const ids = { data, shape: [tokens.length, length] }
      const { states } = await run(weights.text, textPass(text, length), { ids }, cancel)
      return tokens.map((each, row) => ({ tokens: each, states: rowOf(output(states), row) }))
    },
    project: (keys, values, cancel) => run(denoiser, contextPass(unet, length), { keys, values }, cancel),
    async denoise(latents, timesteps, contexts, cancel) {
      const pass = unetPass(unet, length, ...sides(latents))
      const { prediction } = await run(denoiser, pass, { sample: latents, timesteps, ...contexts }, cancel)
      return output(prediction)
    },
    async decode(latents, cancel) {
      const { image } = await run(weights.vae, decoderPass(vae, ...sides(latents)), { latents }, cancel)
      return output(image)
    },
    async encodeImages(image, cancel) {
      const found = await run(weights.vae, encoderPass(vae, ...sides(image)), { image }, cancel)
      return { mean: output(found.mean), logVariance: output(found.logVariance) }
    },
    // Once: it reads every byte of the weights, and every edit's recipe asks for it.
    digest: () => (digest ??= digestModel(folder.path, { ...weights, unet: denoiser })),
    close: () => engine.close(),
  }
}

/** Height and width of images or latents `[n, h, w, c]`. */
function sides({ shape: [, height = 0, width = 0] }: NDArray): [height: number, width: number] {
  return [height, width]
}

/** One entry of the first axis, copied. */
function rowOf({ data, shape: [, ...shape] }: NDArray, row: number): NDArray {
  const size = sizeOf(shape)
  return { data: data.slice(row * size, (row + 1) * size), shape }
}

function output(value: NDArray | undefined): NDArray {
  if (!value) throw new Error('unreachable: the pass has this output')
  return value
}
