import * as tf from '@tensorflow/tfjs-core'
import { conv2d, type Padding } from '../engine/ops.ts'
import type { Params } from '../engine/types.ts'
import { within } from './blocks.ts'

/** Of every batch normalisation. */
const epsilon = 1e-3

/**
 * Inception-v3 as FID uses it: images `[b, 299, 299, 3]` of [-1, 1] to the 2048 features of its last pooling. It
 * differs from torchvision's in its poolings: averages leave the padding out, and the last block takes a maximum.
 * pytorch-fid's `InceptionV3`, whose weights and names these are ("Rethinking the Inception Architecture").
 */
export function inception(params: Params, images: tf.Tensor): tf.Tensor {
  let x = unit(params, 'Conv2d_1a_3x3', images, { stride: 2 })
  x = unit(params, 'Conv2d_2a_3x3', x)
  x = unit(params, 'Conv2d_2b_3x3', x, { padding: 1 })
  x = halve(x)
  x = unit(params, 'Conv2d_3b_1x1', x)
  x = unit(params, 'Conv2d_4a_3x3', x)
  x = halve(x)
  for (const name of ['Mixed_5b', 'Mixed_5c', 'Mixed_5d']) x = blockA(within(params, name), x)
  x = blockB(within(params, 'Mixed_6a'), x)
  for (const name of ['Mixed_6b', 'Mixed_6c', 'Mixed_6d', 'Mixed_6e']) x = blockC(within(params, name), x)
  x = blockD(within(params, 'Mixed_7a'), x)
  x = blockE(within(params, 'Mixed_7b'), x, average)
  x = blockE(within(params, 'Mixed_7c'), x, maximum)
  return tf.mean(x, [1, 2])
}

/** 35x35: a 1x1, a 5x5, two 3x3 and a pooled branch. */
function blockA(params: Params, x: tf.Tensor): tf.Tensor {
  return join(
    unit(params, 'branch1x1', x),
    chain(params, x, ['branch5x5_1'], ['branch5x5_2', { padding: 2 }]),
    chain(
      params,
      x,
      ['branch3x3dbl_1'],
      ['branch3x3dbl_2', { padding: 1 }],
      ['branch3x3dbl_3', { padding: 1 }],
    ),
    unit(params, 'branch_pool', average(x)),
  )
}

/** 35x35 to 17x17. */
function blockB(params: Params, x: tf.Tensor): tf.Tensor {
  return join(
    unit(params, 'branch3x3', x, { stride: 2 }),
    chain(
      params,
      x,
      ['branch3x3dbl_1'],
      ['branch3x3dbl_2', { padding: 1 }],
      ['branch3x3dbl_3', { stride: 2 }],
    ),
    halve(x),
  )
}

/** 17x17: 7x7 convolutions, each as a row and a column. */
function blockC(params: Params, x: tf.Tensor): tf.Tensor {
  return join(
    unit(params, 'branch1x1', x),
    chain(params, x, ['branch7x7_1'], ['branch7x7_2', row(3)], ['branch7x7_3', column(3)]),
    chain(
      params,
      x,
      ['branch7x7dbl_1'],
      ['branch7x7dbl_2', column(3)],
      ['branch7x7dbl_3', row(3)],
      ['branch7x7dbl_4', column(3)],
      ['branch7x7dbl_5', row(3)],
    ),
    unit(params, 'branch_pool', average(x)),
  )
}

/** 17x17 to 8x8. */
function blockD(params: Params, x: tf.Tensor): tf.Tensor {
  return join(
    chain(params, x, ['branch3x3_1'], ['branch3x3_2', { stride: 2 }]),
    chain(
      params,
      x,
      ['branch7x7x3_1'],
      ['branch7x7x3_2', row(3)],
      ['branch7x7x3_3', column(3)],
      ['branch7x7x3_4', { stride: 2 }],
    ),
    halve(x),
  )
}

/** 8x8: 3x3 convolutions split into a row beside a column. */
function blockE(params: Params, x: tf.Tensor, pool: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const wide = unit(params, 'branch3x3_1', x)
  const deep = chain(params, x, ['branch3x3dbl_1'], ['branch3x3dbl_2', { padding: 1 }])
  return join(
    unit(params, 'branch1x1', x),
    unit(params, 'branch3x3_2a', wide, row(1)),
    unit(params, 'branch3x3_2b', wide, column(1)),
    unit(params, 'branch3x3dbl_3a', deep, row(1)),
    unit(params, 'branch3x3dbl_3b', deep, column(1)),
    unit(params, 'branch_pool', pool(x)),
  )
}

interface Convolution {
  readonly stride?: number
  readonly padding?: Padding
}

/** Convolution without a bias, batch normalisation with the training's statistics, ReLU. */
function unit(params: Params, name: string, x: tf.Tensor, convolution: Convolution = {}): tf.Tensor {
  const own = within(params, name)
  const scale = tf.mul(own('bn.weight'), tf.rsqrt(tf.add(own('bn.running_var'), epsilon)))
  const shift = tf.sub(own('bn.bias'), tf.mul(own('bn.running_mean'), scale))
  return tf.relu(tf.add(tf.mul(conv2d(x, own('conv.weight'), undefined, convolution), scale), shift))
}

function chain(
  params: Params,
  x: tf.Tensor,
  ...units: readonly (readonly [name: string, convolution?: Convolution])[]
): tf.Tensor {
  return units.reduce((y, [name, convolution]) => unit(params, name, y, convolution), x)
}

/** Padding of a convolution one pixel high: to the left and right. */
const row = (size: number): Convolution => ({
  padding: [
    [0, 0],
    [size, size],
  ],
})
/** Padding of a convolution one pixel wide: above and below. */
const column = (size: number): Convolution => ({
  padding: [
    [size, size],
    [0, 0],
  ],
})

const join = (...branches: readonly tf.Tensor[]): tf.Tensor => tf.concat([...branches], 3)
const halve = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, 3, 2, 'valid')
const average = (x: tf.Tensor): tf.Tensor => tf.avgPool(x as tf.Tensor4D, 3, 1, 'same')
const maximum = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, 3, 1, 'same')
