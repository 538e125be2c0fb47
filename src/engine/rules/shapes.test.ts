import assert from 'node:assert/strict'
import * as tf from '@tensorflow/tfjs-core'
import { holdsOnBothEngines } from './agreement.ts'

holdsOnBothEngines('shapes and slices', (x, y) => {
  const [batch, height, width, channels] = x.shape
  const flat = tf.reshape(x, [batch, height * width, channels])
  const [first, second] = tf.split(tf.concat([x, y], 0), 2, 0)
  const [one, rest] = tf.split(x, [1, channels - 1], 3)
  assert(first && second && one && rest)
  return {
    flat,
    merged: tf.reshape(x, [batch * height, width * channels]),
    spread: tf.reshape(flat, [-1, 1, channels]),
    expanded: tf.expandDims(x, 1),
    squeezed: tf.squeeze(tf.slice(x, [0, 0, 0, 0], [-1, 1, -1, -1]), [1]),
    moved: tf.transpose(x, [2, 0, 3, 1]),
    reversedAxes: tf.transpose(x),
    back: tf.transpose(tf.transpose(x, [0, 3, 1, 2]), [0, 2, 3, 1]),
    concat: tf.concat([x, y], 3),
    rows: tf.concat([x, y], 1),
    both: tf.add(first, tf.mul(second, 2)),
    one,
    rest,
    secondHalf: tf.slice(tf.concat([x, y], 0), [batch, 0, 0, 0], [batch, height, width, channels]),
    stacked: tf.stack([x, y], 1),
    unstacked: tf.add(...(tf.unstack(tf.stack([x, y], 0)) as [tf.Tensor, tf.Tensor])),
    slice: tf.slice(x, [0, 1, 0, 1], [-1, height - 1, width, 1]),
    head: tf.slice(x, [0], [1]),
    strided: tf.stridedSlice(x, [0, 0, width - 1, 0], [batch, height, -width - 1, channels], [1, 2, -1, 1]),
    shrunk: tf.stridedSlice(x, [0, 1, 0, 0], [0, 2, 0, 0], [1, 1, 1, 1], 0b1101, 0b1101, 0, 0, 0b0010),
    reverse: tf.reverse(x, [1, 3]),
    tile: tf.tile(x, [1, 2, 1, 3]),
    tileBatch: tf.tile(x, [2, 1, 1, 1]),
    pad: tf.pad(x, [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ]),
    padOne: tf.pad(
      x,
      [
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 2],
      ],
      1.5,
    ),
    mirror: tf.mirrorPad(
      x,
      [
        [0, 0],
        [1, 1],
        [0, 0],
        [0, 0],
      ],
      'reflect',
    ),
    gather: tf.gather(x, tf.tensor1d([1, 0, 1], 'int32'), 3),
    filled: tf.add(tf.fill(x.shape, 3), x),
    oneHot: tf.oneHot(tf.argMax(x, 3), channels, 2, -1),
    range: tf.mul(x, tf.range(0, channels)),
    linspace: tf.mul(x, tf.linspace(-1, 1, channels)),
    eye: tf.matMul(tf.reshape(x, [-1, channels]), tf.eye(channels)),
    space: tf.depthToSpace(tf.tile(x, [1, 1, 1, 4]), 2),
    broadcast: tf.broadcastTo(tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, -1]), x.shape),
  }
})
