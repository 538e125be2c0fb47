import * as tf from '@tensorflow/tfjs-core'
import * as ops from '../ops.ts'
import { holdsOnBothEngines } from './agreement.ts'

holdsOnBothEngines('convolutions', (x, y, params) => {
  const [, height, width, channels] = x.shape
  const filter = tf.transpose(params('conv'), [2, 3, 1, 0]) as tf.Tensor4D
  const depth = params('depth') as tf.Tensor4D
  const same = ops.conv2d(x, params('conv'), params('bias'), { padding: 1 })
  return {
    same,
    strided: ops.conv2d(x, params('conv'), params('bias'), { padding: 1, stride: 2 }),
    lopsided: ops.conv2d(x, params('conv'), undefined, {
      padding: [
        [0, 1],
        [0, 1],
      ],
      stride: 2,
    }),
    valid: ops.conv2d(x, params('point'), params('row')),
    plain: tf.conv2d(x, filter, 1, 'same'),
    tfStrided: tf.conv2d(x, filter, 2, 'same'),
    dilated: tf.conv2d(x, filter, 1, 'same', 'NHWC', 2),
    active: tf.fused.conv2d({
      x,
      filter,
      strides: 1,
      pad: 'same',
      activation: 'relu6',
      bias: params('bias') as tf.Tensor1D,
    }),
    depthwise: tf.depthwiseConv2d(x, depth, 1, 'same'),
    depthwise2: tf.depthwiseConv2d(x, depth, 2, 1),
    transposed: tf.conv2dTranspose(same as tf.Tensor4D, filter, x.shape, 1, 'same'),
    maxPool: tf.maxPool(x, 2, 2, 'valid'),
    maxSame: tf.maxPool(x, 3, 2, 'same'),
    avgPool: tf.avgPool(x, 2, 1, 'valid'),
    avgSame: tf.avgPool(x, 3, 2, 'same'),
    avgPadded: tf.avgPool(x, 3, 1, 1),
    nearest: ops.upsampleNearest2x(x),
    nearestDown: tf.image.resizeNearestNeighbor(x, [height, width * 3]),
    bilinear: tf.image.resizeBilinear(x, [height * 2, width + 1]),
    corners: tf.image.resizeBilinear(x, [height + 2, width * 2], true),
    half: tf.image.resizeBilinear(x, [height * 2, width * 2], false, true),
    batchNorm: tf.batchNorm(
      x,
      params('row') as tf.Tensor1D,
      tf.square(params('row')) as tf.Tensor1D,
      params('row') as tf.Tensor1D,
      undefined,
      0.1,
    ),
    block: ops.conv2d(
      ops.silu(
        ops.groupNorm(
          tf.add(
            ops.conv2d(x, params('square33'), params('row'), { padding: 1 }),
            tf.reshape(params('row'), [1, 1, 1, channels]),
          ),
          params('row'),
          params('row'),
          2,
          1e-5,
        ),
      ),
      params('square33'),
      undefined,
      { padding: 1 },
    ),
    skip: tf.concat([same, ops.conv2d(y, params('conv'), undefined, { padding: 1 }), x], 3),
    pooled: tf.mean(same, [1, 2]),
    summed: tf.add(same, ops.conv2d(y, params('conv'), undefined, { padding: 1 })),
  }
})
