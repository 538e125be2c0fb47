import * as tf from '@tensorflow/tfjs-core'
import { linear, silu } from '../engine/ops.ts'
import type { Params } from '../engine/types.ts'
import { conv, type KeysAndValues, normGroups, resnet, transformer, upsample, within } from './blocks.ts'
import { timeEmbedding } from './time-embedding.ts'
import type { UNetConfig } from './unet-config.ts'
import { crossAttentionLayers, type Resnet, type Transformer, unetLayout } from './unet-layout.ts'

/**
 * Every cross-attention layer's keys and values, `k0`, `v0`, `k1`, ..., each `[b, 77, inner]`, in the order of
 * {@link crossAttentionLayers}. Keys are read from one context `[b, 77, width]`, values from another:
 * equal for a plain prompt, apart where an edit touches only one. They do not change over the steps: once a prompt.
 */
export function contextProjections(
  params: Params,
  config: UNetConfig,
  keysContext: tf.Tensor,
  valuesContext: tf.Tensor,
): Record<string, tf.Tensor> {
  const pairs = crossAttentionLayers(config).flatMap(({ name }, layer) => [
    [`k${layer}`, linear(keysContext, params(`${name}.to_k.weight`))] as const,
    [`v${layer}`, linear(valuesContext, params(`${name}.to_v.weight`))] as const,
  ])
  return Object.fromEntries(pairs)
}

/**
 * The denoiser: latents `[b, h, w, c]` at timesteps `[b]` with the text's keys and values of
 * {@link contextProjections} to a prediction `[b, h, w, c]`. Height and width must halve once for every block
 * but the last. diffusers' `UNet2DConditionModel.forward`.
 */
export function unet(
  params: Params,
  config: UNetConfig,
  sample: tf.Tensor,
  timesteps: tf.Tensor,
  contexts: Readonly<Record<string, tf.Tensor>>,
): tf.Tensor {
  const { norm_num_groups: groups, norm_eps: epsilon } = config
  const layout = unetLayout(config)
  const channels = layout.time / 4
  const time = timeEmbedding(within(params, 'time_embedding'), timesteps, { ...config, channels })
  const texts = textInputs(contexts)
  const residual = ({ name, inputs, outputs }: Resnet, x: tf.Tensor) =>
    resnet(within(params, name), x, { inputs, outputs, groups, epsilon, time })
  const attend = (block: Transformer | undefined, x: tf.Tensor) =>
    block
      ? transformer(within(params, block.name), x, {
          heads: block.heads,
          groups,
          linear: config.use_linear_projection,
          text: texts.next().value,
        })
      : x

  let x = conv(params, 'conv_in', sample, { padding: 1 })
  const skips = [x]
  for (const { layers, sampler } of layout.down) {
    for (const layer of layers) {
      x = attend(layer.transformer, residual(layer.resnet, x))
      skips.push(x)
    }
    if (sampler) {
      x = conv(params, sampler.name, x, { stride: 2, padding: 1 })
      skips.push(x)
    }
  }

  x = residual(layout.middle.before, x)
  x = attend(layout.middle.transformer, x)
  x = residual(layout.middle.after, x)

  for (const { layers, sampler } of layout.up) {
    for (const layer of layers) {
      const skip = skips.pop()
      if (!skip) throw new Error('the layout asks for more skips than the way down left')
      x = attend(layer.transformer, residual(layer.resnet, tf.concat([x, skip], 3)))
    }
    if (sampler) x = upsample(params, sampler.name, x)
  }
  return conv(params, 'conv_out', silu(normGroups(params, 'conv_norm_out', x, groups, epsilon)), {
    padding: 1,
  })
}

/** Hands out each layer's keys and values in turn. */
function* textInputs(contexts: Readonly<Record<string, tf.Tensor>>): Generator<KeysAndValues, never> {
  for (let layer = 0; ; layer++) {
    const keys = contexts[`k${layer}`]
    const values = contexts[`v${layer}`]
    if (!keys || !values) throw new Error(`the contexts lack k${layer} or v${layer}`)
    yield { keys, values }
  }
}
