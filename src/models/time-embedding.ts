import * as tf from '@tensorflow/tfjs-core'
import { silu } from '../engine/ops.ts'
import type { Params } from '../engine/types.ts'
import { dense } from './blocks.ts'

/** How the sinusoids are laid out; diffusers' own key names. */
export interface TimeEmbeddingOptions {
  /** Width of the sinusoids: the first block's channels. */
  readonly channels: number
  readonly flip_sin_to_cos: boolean
  readonly freq_shift: number
}

/**
 * Sinusoids of timesteps `[b]` through two linear layers, `[b, t]`, the activation that every residual block
 * applies to it included: diffusers' `Timesteps`, then `TimestepEmbedding`.
 */
export function timeEmbedding(
  params: Params,
  timesteps: tf.Tensor,
  options: TimeEmbeddingOptions,
): tf.Tensor {
  const { channels, flip_sin_to_cos, freq_shift } = options
  const [batch = 1] = timesteps.shape
  const frequencies = tf.tensor2d(timeFrequencies(channels, freq_shift), [1, channels / 2])
  const angles = tf.mul(tf.reshape(timesteps, [batch, 1]), frequencies)
  const waves = flip_sin_to_cos ? [tf.cos(angles), tf.sin(angles)] : [tf.sin(angles), tf.cos(angles)]
  const hidden = silu(dense(params, 'linear_1', tf.concat(waves, 1)))
  return silu(dense(params, 'linear_2', hidden))
}

/**
 * `10000^(-i / (channels / 2 - shift))`, every step rounded to float32 as PyTorch rounds it:
 * at timestep 999 one unit in the last place is an angle of 6e-5.
 */
export function timeFrequencies(channels: number, shift: number): Float32Array {
  const half = channels / 2
  const rate = Math.fround(-Math.log(10000))
  return Float32Array.from({ length: half }, (_, i) =>
    Math.exp(Math.fround(Math.fround(rate * i) / Math.fround(half - shift))),
  )
}
