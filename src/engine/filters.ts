import * as tf from '@tensorflow/tfjs-core'

const filters = new WeakMap<tf.Tensor, tf.Tensor>()

/** The weight as TensorFlow.js wants it, HWIO; laid out once for a weight that is kept over calls. */
export function filterOf(weight: tf.Tensor): tf.Tensor {
  const known = filters.get(weight)
  if (known) return known
  const filter = tf.transpose(weight, [2, 3, 1, 0])
  if (weight.kept && tf.engine().state.gradientDepth === 0) filters.set(weight, tf.keep(filter))
  return filter
}

/** Frees what `conv2d` holds beside a kept weight; to be called when the weight is disposed. */
export function forgetFilter(weight: tf.Tensor): void {
  filters.get(weight)?.dispose()
  filters.delete(weight)
}
