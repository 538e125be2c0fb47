import * as tf from '@tensorflow/tfjs-core'
import { holdsOnBothEngines } from './agreement.ts'

holdsOnBothEngines('reductions', (x) => ({
  sum: tf.sum(x),
  sumLast: tf.sum(x, -1),
  sumKept: tf.sum(x, [1, 2], true),
  mean: tf.mean(x, [1, 2]),
  meanBatch: tf.mean(x, 0),
  max: tf.max(x, 1),
  min: tf.min(x, [2, 3]),
  prod: tf.prod(x, 3),
  any: tf.any(tf.greater(x, 1), 3),
  all: tf.all(tf.greater(x, -1), [1, 3]),
  counted: tf.sum(tf.greater(x, 0), 2),
  argMax: tf.argMax(x, -1),
  argMin: tf.argMin(x, 1),
  cumsum: tf.cumsum(x, 2),
  cumsumBack: tf.cumsum(x, 1, true, true),
  variance: tf.moments(x, [1, 2]).variance,
  norm: tf.norm(x, 2, 3),
  top: tf.topk(x, 2).values,
  topAt: tf.topk(x, 2).indices,
  logSumExp: tf.logSumExp(x, 3),
}))
