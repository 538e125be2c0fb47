import type { Tensor } from '@tensorflow/tfjs-core'
import type { Forward, InputSpec } from '../engine/types.ts'
import { InputError } from '../errors.ts'
import type { TextConfig } from './text-config.ts'
import { textEncoder } from './text-encoder.ts'
import { contextProjections, unet } from './unet.ts'
import type { UNetConfig } from './unet-config.ts'
import { crossAttentionLayers } from './unet-layout.ts'
import { decode, encodeImage } from './vae.ts'
import type { VaeConfig } from './vae-config.ts'

/** A forward pass with the shapes that it is compiled for. */
export interface Pass {
  readonly name: string
  readonly inputs: Readonly<Record<string, InputSpec>>
  readonly forward: Forward
}

/** `ids` to `states`, for prompts of `length` tokens. */
export function textPass(config: TextConfig, length: number): Pass {
  return {
    name: 'text_encoder',
    inputs: { ids: { shape: ['batch', length], dtype: 'int32' } },
    forward: (params, inputs) => ({ states: textEncoder(params, config, input(inputs, 'ids')) }),
  }
}

/** The contexts `keys` and `values` to every cross-attention layer's `k0`, `v0`, ... */
export function contextPass(config: UNetConfig, length: number): Pass {
  const context: InputSpec = { shape: ['batch', length, config.cross_attention_dim] }
  return {
    name: 'cross_attention',
    inputs: { keys: context, values: context },
    forward: (params, inputs) =>
      contextProjections(params, config, input(inputs, 'keys'), input(inputs, 'values')),
  }
}

/** `sample` at `timesteps` with `k0`, `v0`, ... to `prediction`. Throws an InputError for a size that does not halve. */
export function unetPass(config: UNetConfig, length: number, height: number, width: number): Pass {
  const multiple = 2 ** (config.block_out_channels.length - 1)
  if (height % multiple !== 0 || width % multiple !== 0) {
    throw new InputError(
      `The UNet takes latents whose sides are multiples of ${multiple}, not ${width}x${height}: choose another size.`,
    )
  }
  const texts = crossAttentionLayers(config).flatMap(({ inner }, layer) => {
    const spec: InputSpec = { shape: ['batch', length, inner] }
    return [[`k${layer}`, spec] as const, [`v${layer}`, spec] as const]
  })
  return {
    name: 'unet',
    inputs: {
      sample: { shape: ['batch', height, width, config.in_channels] },
      timesteps: { shape: ['batch'] },
      ...Object.fromEntries(texts),
    },
    forward: (params, inputs) => ({
      prediction: unet(params, config, input(inputs, 'sample'), input(inputs, 'timesteps'), inputs),
    }),
  }
}

/** `latents` to `image`. */
export function decoderPass(config: VaeConfig, height: number, width: number): Pass {
  return {
    name: 'vae_decoder',
    inputs: { latents: { shape: ['batch', height, width, config.latent_channels] } },
    forward: (params, inputs) => ({ image: decode(params, config, input(inputs, 'latents')) }),
  }
}

/** `image` to `mean` and `logVariance`. */
export function encoderPass(config: VaeConfig, height: number, width: number): Pass {
  return {
    name: 'vae_encoder',
    inputs: { image: { shape: ['batch', height, width, 3] } },
    forward: (params, inputs) => ({ ...encodeImage(params, config, input(inputs, 'image')) }),
  }
}

function input(inputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = inputs[name]
  if (!tensor) throw new Error(`unreachable: the engine checked the input ${name}`)
  return tensor
}
