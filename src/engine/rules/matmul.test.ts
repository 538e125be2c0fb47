import assert from 'node:assert/strict'
import * as tf from '@tensorflow/tfjs-core'
import * as ops from '../ops.ts'
import { holdsOnBothEngines } from './agreement.ts'

holdsOnBothEngines('products', (x, y, params) => {
  const [batch, height, width, channels] = x.shape
  const [p, q] = [x, y].map((z) => tf.reshape(z, [batch, height * width, channels]))
  assert(p && q)
  return {
    stacked: tf.matMul(p, q, true, false),
    scores: tf.matMul(p, q, false, true),
    both: tf.matMul(p, q, true, false),
    four: tf.matMul(x, y, false, true),
    plain: tf.matMul(tf.reshape(x, [-1, channels]), params('square')),
    shared: tf.matMul(p, tf.expandDims(params('square'), 0)),
    dot: tf.dot(tf.reshape(x, [-1, channels]), params('row')),
    fused: tf.fused.matMul({
      a: p as tf.Tensor3D,
      b: tf.tile(tf.expandDims(params('square'), 0), [batch, 1, 1]) as tf.Tensor3D,
      bias: params('row'),
      activation: 'relu',
    }),
    einsum: tf.einsum('bnc,bmc->bnm', p, q),
    linear: ops.linear(x, params('square'), params('row')),
    linearBare: ops.linear(p, params('wide')),
  }
})
