import * as tf from '@tensorflow/tfjs-core'
import type { Columns } from './columns.ts'
import type { LinearMap } from './embedding-map.ts'
import { leftFactor, type Preserved } from './time.ts'

/**
 * TIME's closed form by a QR factorisation, tensors in and tensors out, in float32 on the active TensorFlow.js
 * backend: for who stays on an accelerator. No triangle is solved: from
 *
 *     [C; sqrt(lambda) I] = [Q1; Q2] R   follows   (Cᵀ C + lambda I)⁻¹ Cᵀ = Q2 Q1ᵀ / sqrt(lambda)
 *
 * and, where there are more tokens than dimensions or embeddings to preserve, from
 * [Cᵀ; sqrt(weight) Sᵀ; sqrt(lambda) I] the same with the two exchanged: Cᵀ (C Cᵀ + …)⁻¹ = Q1 Q2ᵀ / sqrt(lambda).
 * `source` is `[count, width]`, one token a row; returns that product, `[count, width]`: P = I + (C* - C) · it.
 */
export function qrFactor(source: tf.Tensor2D, lambda: number, preserved?: tf.Tensor2D): tf.Tensor2D {
  const [count, width] = source.shape
  const root = Math.sqrt(lambda)
  return tf.tidy(() => {
    const byToken = count <= width && preserved === undefined
    const parts = byToken
      ? [tf.transpose<tf.Tensor2D>(source)]
      : preserved === undefined
        ? [source]
        : [source, preserved]
    const size = byToken ? count : width
    const regular = tf.mul<tf.Tensor2D>(tf.eye(size), root)
    const [q] = tf.linalg.qr(tf.concat([...parts, regular], 0))
    const rows = q.shape[0] ?? 0
    const top = tf.slice(q as tf.Tensor2D, 0, byToken ? width : count)
    const bottom = tf.slice(q as tf.Tensor2D, rows - size, size)
    const product = byToken ? tf.matMul(bottom, top, false, true) : tf.matMul(top, bottom, false, true)
    return tf.div<tf.Tensor2D>(product, root)
  })
}

/** `qrFactor` with arrays in and out, as `timeByCholesky`, on the active backend; one must have been loaded. */
export function timeByQr(columns: Columns, lambda: number, preserved?: Preserved): LinearMap {
  const { count, width, source } = columns
  const right = tf.tidy(() => {
    const root = Math.sqrt(preserved?.weight ?? 1)
    const rows =
      preserved === undefined
        ? undefined
        : tf.mul<tf.Tensor2D>(tf.tensor2d(preserved.rows, [preserved.rows.length / width, width]), root)
    return qrFactor(tf.tensor2d(source, [count, width]), lambda, rows).dataSync()
  })
  return { width, rank: count, left: leftFactor(columns), factor: undefined, right: new Float64Array(right) }
}
