import * as tf from '@tensorflow/tfjs-core'
import {
  attention,
  conv2d,
  geglu,
  groupNorm,
  layerNorm,
  linear,
  silu,
  upsampleNearest2x,
} from '../engine/ops.ts'
import type { Params } from '../engine/types.ts'

/** The parameters below a module's name: `within(params, 'mid_block')('conv.weight')` is `mid_block.conv.weight`. */
export function within(params: Params, module: string): Params {
  return (name) => params(`${module}.${name}`)
}

/** A linear layer named `module`, with its bias. */
export function dense(params: Params, module: string, x: tf.Tensor): tf.Tensor {
  return linear(x, params(`${module}.weight`), params(`${module}.bias`))
}

/** A convolution named `module`, with its bias; 3x3 ones keep the size. */
export function conv(
  params: Params,
  module: string,
  x: tf.Tensor,
  options: Parameters<typeof conv2d>[3] = {},
): tf.Tensor {
  return conv2d(x, params(`${module}.weight`), params(`${module}.bias`), options)
}

/** Group normalisation with the parameters of `module`. */
export function normGroups(
  params: Params,
  module: string,
  x: tf.Tensor,
  groups: number,
  epsilon: number,
): tf.Tensor {
  return groupNorm(x, params(`${module}.weight`), params(`${module}.bias`), groups, epsilon)
}

/** Layer normalisation with the parameters of `module`. */
export function normLayer(params: Params, module: string, x: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  return layerNorm(x, params(`${module}.weight`), params(`${module}.bias`), epsilon)
}

/** Settings of a residual block; `time` is the activated time embedding `[b, t]`, absent in the autoencoder. */
export interface ResnetOptions {
  readonly inputs: number
  readonly outputs: number
  readonly groups: number
  readonly epsilon: number
  readonly time?: tf.Tensor
}

/** Residual block over x `[b, h, w, inputs]`: diffusers' `ResnetBlock2D`. */
export function resnet(params: Params, x: tf.Tensor, options: ResnetOptions): tf.Tensor {
  const { inputs, outputs, groups, epsilon, time } = options
  let h = silu(normGroups(params, 'norm1', x, groups, epsilon))
  h = conv(params, 'conv1', h, { padding: 1 })
  if (time) {
    const [batch = 1] = time.shape
    h = tf.add(h, tf.reshape(dense(params, 'time_emb_proj', time), [batch, 1, 1, outputs]))
  }
  h = silu(normGroups(params, 'norm2', h, groups, epsilon))
  h = conv(params, 'conv2', h, { padding: 1 })
  return tf.add(inputs === outputs ? x : conv(params, 'conv_shortcut', x), h)
}

/** Doubles the resolution, then convolves: diffusers' `Upsample2D`. */
export function upsample(params: Params, module: string, x: tf.Tensor): tf.Tensor {
  return conv(params, module, upsampleNearest2x(x), { padding: 1 })
}

/** Keys and values of one cross-attention layer, `[b, 77, channels]` each. */
export interface KeysAndValues {
  readonly keys: tf.Tensor
  readonly values: tf.Tensor
}

/** Settings of a transformer; `linear` says whether its own projections are linear or 1x1 convolutions. */
export interface TransformerOptions {
  readonly heads: number
  readonly groups: number
  readonly linear: boolean
  readonly text: KeysAndValues
}

/** Transformer over the pixels of x `[b, h, w, c]`: diffusers' `Transformer2DModel` with one block. */
export function transformer(params: Params, x: tf.Tensor, options: TransformerOptions): tf.Tensor {
  const { heads, groups, text } = options
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const project = options.linear ? dense : conv
  const flat = (image: tf.Tensor) => tf.reshape(image, [batch, height * width, channels])
  const image = (rows: tf.Tensor) => tf.reshape(rows, [batch, height, width, channels])

  const normal = normGroups(params, 'norm', x, groups, 1e-6)
  let h = options.linear ? project(params, 'proj_in', flat(normal)) : flat(project(params, 'proj_in', normal))
  const block = within(params, 'transformer_blocks.0')
  h = tf.add(selfAttention(within(block, 'attn1'), normLayer(block, 'norm1', h), heads), h)
  h = tf.add(crossAttention(within(block, 'attn2'), normLayer(block, 'norm2', h), text, heads), h)
  h = tf.add(feedForward(within(block, 'ff'), normLayer(block, 'norm3', h)), h)
  h = options.linear ? image(project(params, 'proj_out', h)) : project(params, 'proj_out', image(h))
  return tf.add(h, x)
}

function selfAttention(params: Params, x: tf.Tensor, heads: number): tf.Tensor {
  const project = (name: string) => linear(x, params(`${name}.weight`))
  return dense(params, 'to_out.0', attention(project('to_q'), project('to_k'), project('to_v'), heads))
}

function crossAttention(params: Params, x: tf.Tensor, text: KeysAndValues, heads: number): tf.Tensor {
  const q = linear(x, params('to_q.weight'))
  return dense(params, 'to_out.0', attention(q, text.keys, text.values, heads))
}

function feedForward(params: Params, x: tf.Tensor): tf.Tensor {
  return dense(params, 'net.2', geglu(dense(params, 'net.0.proj', x)))
}
