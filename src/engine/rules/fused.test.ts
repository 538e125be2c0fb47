import assert from 'node:assert/strict'
import * as tf from '@tensorflow/tfjs-core'
import * as ops from '../ops.ts'
import { holdsOnBothEngines } from './agreement.ts'

holdsOnBothEngines('fused operations', (x, y, params) => {
  const [batch, height, width, channels] = x.shape
  const [p, q] = [x, y].map((z) => tf.reshape(z, [batch, height * width, channels]))
  assert(p && q)
  return {
    silu: ops.silu(x),
    gelu: ops.gelu(x),
    quickGelu: ops.quickGelu(x),
    geglu: ops.geglu(x),
    groupNorm: ops.groupNorm(x, params('row'), params('row'), 2, 1e-5),
    groupFlat: ops.groupNorm(p, params('row'), params('row'), 2, 1e-6),
    layerNorm: ops.layerNorm(p, params('row'), params('row'), 1e-5),
    attention: ops.attention(p, q, q, 2),
    cross: ops.attention(p, tf.slice(q, [0, 1, 0], [-1, 2, -1]), tf.slice(p, [0, 0, 0], [-1, 2, -1]), 2),
    causal: ops.attention(p, q, q, 2, 'causal'),
    single: ops.attention(p, q, p, 1),
    embedding: ops.embedding(tf.argMax(x, 3), params('square')),
  }
})
