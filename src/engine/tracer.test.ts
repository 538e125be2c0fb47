import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs-core'
import { inMemory } from './in-memory.ts'
import { ndarray } from './ndarray.ts'
import * as ops from './ops.ts'
import { trace } from './tracer.ts'
import type { Forward } from './types.ts'

const weights = inMemory({
  'a.weight': ndarray(new Float32Array(4 * 4 * 9), [4, 4, 3, 3]),
  'b.weight': ndarray(new Float32Array(4 * 4 * 9), [4, 4, 3, 3]),
  gamma: ndarray(new Float32Array(4), [4]),
  unused: ndarray(new Float32Array(4), [4]),
})
const plan = (forward: Forward) =>
  trace(forward, { name: 'small', weights, inputs: { x: { shape: ['batch', 8, 8, 4] } } })

test('a chain of convolutions changes its layout twice, at its ends', () => {
  const { nodes, initializers } = plan((params, { x }) => {
    assert(x)
    params('unused')
    const a = ops.silu(
      ops.groupNorm(
        ops.conv2d(x, params('a.weight'), undefined, { padding: 1 }),
        params('gamma'),
        params('gamma'),
        2,
        1e-5,
      ),
    )
    const b = ops.conv2d(ops.upsampleNearest2x(a), params('b.weight'), params('gamma'), {
      padding: 1,
      stride: 2,
    })
    return { y: tf.concat([tf.add(a, b), b], 3) }
  })
  assert.equal(nodes.filter(({ op }) => op === 'Transpose').length, 2)
  assert.equal(nodes.filter(({ op }) => op === 'Pad').length, 0)
  // The weights as they lie in their files; what the result does not depend on is left out.
  const named = initializers.map(({ name }) => name).filter((name) => weights.has(name))
  assert.deepEqual(named, ['a.weight', 'gamma', 'b.weight'])
})

test('extents that depend on the batch size are symbols', () => {
  const { inputs, outputs } = plan((_, { x }) => {
    assert(x)
    return { y: tf.reshape(tf.concat([x, x], 0), [-1, 4]) }
  })
  assert.deepEqual(inputs[0]?.shape, ['batch', 8, 8, 4])
  assert.deepEqual(outputs[0]?.shape, ['batch*128', 4])
})

test('what depends on the batch size as a number is refused', () => {
  const enters = /engine: the batch size enters small as a number/
  const [batch] = [(x: tf.Tensor | undefined) => x?.shape[0] ?? 0]
  assert.throws(() => plan((_, { x }) => ({ y: tf.div(x ?? 0, batch(x)) })), enters)
  assert.throws(
    () =>
      plan((_, { x }) => ({
        y: tf.pad(x ?? [], [
          [1, 0],
          [0, 0],
          [0, 0],
          [0, 0],
        ]),
      })),
    enters,
  )
  assert.throws(
    () => plan((_, { x }) => ({ y: tf.tensor1d(Array.from({ length: batch(x) }, (_, i) => i)) })),
    /engine: small uses a constant whose elements depend on the batch size/,
  )
})

test('a kernel without a rule is named with the function that used it', () => {
  const forward: Forward = (_, { x }) => ({ y: tf.image.flipLeftRight(x as tf.Tensor4D) })
  assert.throws(() => plan(forward), /engine: the tracer has no rule for kernel FlipLeftRight, used in small/)
})

test('reading elements is refused', () => {
  const forward: Forward = (_, { x }) => ({ y: tf.scalar(x?.dataSync()[0] ?? 0) })
  assert.throws(() => plan(forward), /engine: small reads elements while it is traced/)
})

test('a tensor of another backend becomes a constant, and stays what it was', async () => {
  await import('@tensorflow/tfjs-backend-cpu')
  tf.env().set('PROD', true)
  await tf.setBackend('cpu')
  const outside = tf.tensor1d([1, 2, 3, 4])
  const { initializers } = plan((_, { x }) => ({ y: tf.add(x ?? 0, outside) }))
  assert.deepEqual(initializers[0]?.data, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer))
  assert.equal(tf.getBackend(), 'cpu')
  assert.deepEqual([...outside.dataSync()], [1, 2, 3, 4])
})
