import * as tf from '@tensorflow/tfjs-core'
import { filterOf } from './filters.ts'

/*
 * The operations that models are written in: channels last (NHWC), weights as PyTorch lays them out.
 * Each is one custom kernel where the active backend registers it (the tracer does), else a composite of
 * TensorFlow.js operations; while gradients are recorded always the composite, which has them.
 */

/** `x [..., in] W^T + b` with W `[out, in]`: torch.nn.functional.linear. */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const [outputs = 0, inputs = 0] = weight.shape
  const rows = tf.reshape(x, [x.size / inputs, inputs])
  // The wasm backend's fused product is wrong with a transposed operand and a bias together (4.22).
  const product =
    bias && tf.getBackend() === 'wasm'
      ? tf.add(tf.matMul(rows, weight, false, true), bias)
      : tf.fused.matMul({ a: rows, b: weight as tf.Tensor2D, transposeB: true, ...(bias ? { bias } : {}) })
  return tf.reshape(product, [...x.shape.slice(0, -1), outputs])
}

/** Zero padding in pixels: the same on every side, or `[[top, bottom], [left, right]]`. */
export type Padding = number | readonly [readonly [number, number], readonly [number, number]]

/** Convolution of x `[b, h, w, in]` with an OIHW weight; stride 1 and no padding by default, as torch.nn.Conv2d. */
export function conv2d(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias?: tf.Tensor,
  options: { readonly stride?: number; readonly padding?: Padding } = {},
): tf.Tensor {
  const { stride = 1, padding = 0 } = options
  const [[top, bottom], [left, right]] = sides(padding)
  const [, , height = 1, width = 1] = weight.shape
  // `same` pads evenly only at stride 1 under odd kernels; tfjs-node knows no explicit padding, hence tf.pad.
  const same =
    stride === 1 &&
    [top, bottom].every((side) => side === (height - 1) / 2) &&
    [left, right].every((side) => side === (width - 1) / 2)
  const unpadded = same || top + bottom + left + right === 0
  const input = unpadded
    ? x
    : tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ])
  return tf.fused.conv2d({
    x: input as tf.Tensor4D,
    filter: filterOf(weight) as tf.Tensor4D,
    strides: stride,
    pad: same ? 'same' : 'valid',
    ...(bias ? { bias } : {}),
  })
}

/** Group normalisation of x `[b, ..., c]` over each group of neighbouring channels and all positions. */
export function groupNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  groups: number,
  epsilon: number,
): tf.Tensor {
  return fused('GroupNorm', { x, gamma, beta }, { groups, epsilon }, () => {
    const [batch = 1] = x.shape
    const channels = x.shape[x.shape.length - 1] ?? 1
    const grouped = tf.reshape(x, [batch, x.size / batch / channels, groups, channels / groups])
    const { mean, variance } = tf.moments(grouped, [1, 3], true)
    return tf.add(tf.mul(tf.reshape(standardise(grouped, mean, variance, epsilon), x.shape), gamma), beta)
  })
}

/** Layer normalisation over the last axis. */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  return fused('LayerNormalization', { x, gamma, beta }, { epsilon }, () => {
    const { mean, variance } = tf.moments(x, -1, true)
    return tf.add(tf.mul(standardise(x, mean, variance, epsilon), gamma), beta)
  })
}

/**
 * Multi-head scaled dot-product attention: q `[b, n, c]`, k and v `[b, m, c]` to `[b, n, c]`, scale `(c / heads)^-1/2`.
 * Under `'causal'` position i sees positions up to i alone.
 */
export function attention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  heads: number,
  mask?: 'causal',
): tf.Tensor {
  return fused('Attention', { q, k, v }, { heads, causal: mask === 'causal' }, () => {
    const [batch = 1, queries = 1, width = 1] = q.shape
    const keys = k.shape[1] ?? 1
    const size = width / heads
    const split = (x: tf.Tensor, length: number) =>
      tf.transpose(tf.reshape(x, [batch, length, heads, size]), [0, 2, 1, 3])
    const logits = tf.mul(tf.matMul(split(q, queries), split(k, keys), false, true), size ** -0.5)
    const masked = mask === 'causal' ? tf.add(logits, causalMask(queries, keys)) : logits
    const mixed = tf.matMul(tf.softmax(masked), split(v, keys))
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, queries, width])
  })
}

/** `x sigmoid(x)`. */
export function silu(x: tf.Tensor): tf.Tensor {
  return fused('Silu', { x }, {}, () => tf.mul(x, tf.sigmoid(x)))
}

/** `x Phi(x)` by the error function, not its tanh approximation. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return fused('Gelu', { x }, {}, () => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)))
}

/** `x sigmoid(1.702 x)`: CLIP's activation. */
export function quickGelu(x: tf.Tensor): tf.Tensor {
  return fused('QuickGelu', { x }, {}, () => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702))))
}

/** The first half of the last axis times the GELU of the second (diffusers' GEGLU after its projection). */
export function geglu(x: tf.Tensor): tf.Tensor {
  const [hidden, gate] = tf.split(x, 2, -1)
  if (!hidden || !gate) throw new Error('geglu: the last axis does not halve')
  return tf.mul(hidden, gelu(gate))
}

/** Doubles height and width of x `[b, h, w, c]` by repeating pixels. */
export function upsampleNearest2x(x: tf.Tensor): tf.Tensor {
  const [, height = 1, width = 1] = x.shape
  return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2 * height, 2 * width])
}

/** Rows of `table [n, c]` picked by int32 `ids`: `[..., c]`. */
export function embedding(ids: tf.Tensor, table: tf.Tensor): tf.Tensor {
  return tf.gather(table, ids as tf.Tensor1D)
}

function fused(
  kernel: string,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, number | boolean>,
  composite: () => tf.Tensor,
): tf.Tensor {
  const engine = tf.engine()
  if (engine.state.gradientDepth > 0 || !tf.getKernel(kernel, engine.backendName)) return tf.tidy(composite)
  return engine.runKernel<tf.Tensor>(kernel, inputs, attributes)
}

function standardise(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)))
}

/** 0 where key j <= query i, else a number that softmax sends to 0. */
function causalMask(queries: number, keys: number): tf.Tensor {
  const values = new Float32Array(queries * keys)
  for (let i = 0; i < queries; i++) values.fill(-1e9, i * keys + i + 1, (i + 1) * keys)
  return tf.tensor(values, [queries, keys])
}

function sides(padding: Padding): readonly [readonly [number, number], readonly [number, number]] {
  return typeof padding === 'number'
    ? [
        [padding, padding],
        [padding, padding],
      ]
    : padding
}
