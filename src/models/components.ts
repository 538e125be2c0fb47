import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { checkWeights, type ModelFolder } from '../weights/folder.ts'
import type { Weights } from '../weights/types.ts'
import type { OnNotice } from './config-file.ts'
import { textWeights, unetWeights, vaeWeights } from './expected-weights.ts'
import { checkComponentClass, componentClass } from './model-index.ts'
import { type SchedulerConfig, schedulerConfig } from './scheduler-config.ts'
import { type TextConfig, textConfig } from './text-config.ts'
import { type UNetConfig, unetConfig } from './unet-config.ts'
import { type VaeConfig, vaeConfig } from './vae-config.ts'
import { textWeightNames, vaeWeightNames } from './weight-names.ts'

/** The checked configurations of a model, and its weights under today's names. */
export interface Components {
  readonly text: TextConfig
  readonly unet: UNetConfig
  readonly vae: VaeConfig
  readonly scheduler: SchedulerConfig
  readonly weights: { readonly text: Weights; readonly unet: Weights; readonly vae: Weights }
}

const CLASSES = {
  text_encoder: ['CLIPTextModel'],
  tokenizer: ['CLIPTokenizer', 'CLIPTokenizerFast'],
  unet: ['UNet2DConditionModel'],
  vae: ['AutoencoderKL'],
}

/**
 * Opens and checks the components of a model folder: each configuration, each component's weights against its
 * configuration, and the components against each other. Throws an InputError that names the file at fault.
 */
export function openComponents(folder: ModelFolder, onNotice?: OnNotice): Components {
  const at = (path: string) => join(folder.path, path)
  const { index } = folder
  for (const [component, classes] of Object.entries(CLASSES)) {
    checkComponentClass(index, component, classes, at('model_index.json'))
  }
  const { _class_name: pipeline, safety_checker: safety } = index
  if (pipeline !== 'StableDiffusionPipeline') {
    onNotice?.(`Note: ${folder.path} is a folder of ${pipeline}; drawn as StableDiffusionPipeline draws it.`)
  }
  if (Array.isArray(safety) && typeof safety[1] === 'string') {
    onNotice?.(
      `Note: ${folder.path}: the safety checker is not run; diffusers blackens the pictures that it flags.`,
    )
  }
  const text = textConfig(folder.config('text_encoder'), at('text_encoder/config.json'), onNotice)
  const unet = unetConfig(folder.config('unet'), at('unet/config.json'), onNotice)
  const vae = vaeConfig(folder.config('vae'), at('vae/config.json'), onNotice)
  const scheduler = schedulerConfig(
    folder.config('scheduler', 'scheduler_config.json'),
    at('scheduler/scheduler_config.json'),
    { className: componentClass(index, 'scheduler', at('model_index.json')), onNotice },
  )
  if (unet.in_channels !== vae.latent_channels || unet.out_channels !== vae.latent_channels) {
    throw new InputError(
      `${at('unet/config.json')} denoises ${unet.in_channels} channels to ${unet.out_channels}, and the autoencoder has ${vae.latent_channels}: timelab runs text-to-image models, where all three agree.`,
    )
  }
  if (unet.cross_attention_dim !== text.hidden_size) {
    throw new InputError(
      `${at('unet/config.json')} reads text states ${unet.cross_attention_dim} wide, and the text encoder's are ${text.hidden_size}: take both from one model.`,
    )
  }
  const weights = {
    text: textWeightNames(folder.weights('text_encoder')),
    unet: folder.weights('unet'),
    vae: vaeWeightNames(folder.weights('vae')),
  }
  checkLayers(at('text_encoder/config.json'), '"num_hidden_layers"', text.num_hidden_layers, weights.text)
  for (const [name, { block_out_channels: blocks, layers_per_block: each }] of [
    ['unet', unet],
    ['vae', vae],
  ] as const) {
    const layers = blocks.length * each
    checkLayers(at(`${name}/config.json`), '"layers_per_block", over all blocks,', layers, weights[name])
  }
  checkWeights('text_encoder', weights.text, textWeights(text))
  checkWeights('unet', weights.unet, unetWeights(unet))
  checkWeights('vae', weights.vae, vaeWeights(vae))
  return { text, unet, vae, scheduler, weights }
}

/**
 * Throws an InputError where a configuration counts more layers than there are tensors: every layer has several, and
 * laying out what a million layers ask for would take minutes to find out.
 */
function checkLayers(file: string, key: string, layers: number, weights: Weights): void {
  const tensors = weights.names.length
  if (layers <= tensors) return
  throw new InputError(
    `${file}: ${key} counts ${layers} layers, and the weights hold only ${tensors} tensors: take both from one model.`,
  )
}
