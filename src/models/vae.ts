import * as tf from '@tensorflow/tfjs-core'
import { attention, silu } from '../engine/ops.ts'
import type { Params } from '../engine/types.ts'
import { conv, dense, normGroups, resnet, upsample, within } from './blocks.ts'
import type { VaeConfig } from './vae-config.ts'

const epsilon = 1e-6

/**
 * Latents `[b, h, w, c]`, already divided by the scaling factor, to an image `[b, H, W, 3]` of about [-1, 1].
 * diffusers' `AutoencoderKL.decode`.
 */
export function decode(params: Params, config: VaeConfig, latents: tf.Tensor): tf.Tensor {
  const { block_out_channels: widths, norm_num_groups: groups, layers_per_block: depth } = config
  const decoder = within(params, 'decoder')
  let x = config.use_post_quant_conv ? conv(params, 'post_quant_conv', latents) : latents
  x = conv(decoder, 'conv_in', x, { padding: 1 })
  x = middle(within(decoder, 'mid_block'), config, x)
  let inputs = widths.at(-1) ?? 0
  widths.toReversed().forEach((outputs, block) => {
    const name = `up_blocks.${block}`
    for (let layer = 0; layer <= depth; layer++) {
      x = resnet(within(decoder, `${name}.resnets.${layer}`), x, { inputs, outputs, groups, epsilon })
      inputs = outputs
    }
    if (block < widths.length - 1) x = upsample(decoder, `${name}.upsamplers.0.conv`, x)
  })
  return conv(decoder, 'conv_out', silu(normGroups(decoder, 'conv_norm_out', x, groups, epsilon)), {
    padding: 1,
  })
}

/**
 * An image `[b, H, W, 3]` of [-1, 1] to the Gaussian over its latents, `[b, h, w, c]` each and not yet scaled.
 * The log variance is clipped to [-30, 20]. diffusers' `AutoencoderKL.encode`.
 */
export function encodeImage(
  params: Params,
  config: VaeConfig,
  image: tf.Tensor,
): { readonly mean: tf.Tensor; readonly logVariance: tf.Tensor } {
  const { block_out_channels: widths, norm_num_groups: groups, layers_per_block: depth } = config
  const encoder = within(params, 'encoder')
  let x = conv(encoder, 'conv_in', image, { padding: 1 })
  let inputs = widths[0] ?? 0
  widths.forEach((outputs, block) => {
    const name = `down_blocks.${block}`
    for (let layer = 0; layer < depth; layer++) {
      x = resnet(within(encoder, `${name}.resnets.${layer}`), x, { inputs, outputs, groups, epsilon })
      inputs = outputs
    }
    // The autoencoder halves with a padding of its own: one row below and one column to the right.
    const padding = [
      [0, 1],
      [0, 1],
    ] as const
    if (block < widths.length - 1) x = conv(encoder, `${name}.downsamplers.0.conv`, x, { stride: 2, padding })
  })
  x = middle(within(encoder, 'mid_block'), config, x)
  x = conv(encoder, 'conv_out', silu(normGroups(encoder, 'conv_norm_out', x, groups, epsilon)), {
    padding: 1,
  })
  const [mean, logVariance] = tf.split(config.use_quant_conv ? conv(params, 'quant_conv', x) : x, 2, 3)
  if (!mean || !logVariance) throw new Error('the moments do not halve')
  return { mean, logVariance: tf.clipByValue(logVariance, -30, 20) }
}

/** Two residual blocks at the lowest resolution, between them one head of attention over all pixels. */
function middle(params: Params, config: VaeConfig, x: tf.Tensor): tf.Tensor {
  const { norm_num_groups: groups } = config
  const width = config.block_out_channels.at(-1) ?? 0
  const options = { inputs: width, outputs: width, groups, epsilon }
  const before = resnet(within(params, 'resnets.0'), x, options)
  const mixed = config.mid_block_add_attention
    ? attend(within(params, 'attentions.0'), before, groups)
    : before
  return resnet(within(params, 'resnets.1'), mixed, options)
}

function attend(params: Params, x: tf.Tensor, groups: number): tf.Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const rows = tf.reshape(normGroups(params, 'group_norm', x, groups, epsilon), [
    batch,
    height * width,
    channels,
  ])
  const project = (name: string) => dense(params, name, rows)
  const mixed = attention(project('to_q'), project('to_k'), project('to_v'), 1)
  return tf.add(tf.reshape(dense(params, 'to_out.0', mixed), x.shape), x)
}
