import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs-core'
import { InputError } from '../errors.ts'
import { createEngine } from './create-engine.ts'
import { inMemory } from './in-memory.ts'
import { ndarray } from './ndarray.ts'
import * as ops from './ops.ts'
import type { Forward } from './types.ts'

/** Convolves `x [batch, 4, 4, 2]` to three channels. */
const forward: Forward = (params, { x }) => {
  assert(x)
  return { y: ops.silu(ops.conv2d(x, params('conv.weight'), params('conv.bias'), { padding: 1 })) }
}

const weights = inMemory({
  'conv.weight': ndarray(
    Float32Array.from({ length: 54 }, (_, i) => Math.sin(i)),
    [3, 2, 3, 3],
  ),
  'conv.bias': ndarray(Float32Array.of(0.5, -0.5, 0), [3]),
})
const inputs = { x: { shape: ['batch', 4, 4, 2] } } as const
const x = ndarray(
  Float32Array.from({ length: 64 }, (_, i) => Math.cos(i)),
  [2, 4, 4, 2],
)

for (const backend of ['cpu', 'wasm']) {
  test(`${backend} leaves no tensor behind after a call, and none at all once closed`, async () => {
    const engine = createEngine({ engine: 'eager', backend })
    const before = tf.engine().state.numTensors
    const runner = await engine.compile(forward, { name: 'conv', weights, inputs })
    const first = await runner.run({ x })
    const afterOne = tf.engine().state.numTensors
    const second = await runner.run({ x })
    assert.equal(tf.engine().state.numTensors, afterOne)
    assert.deepEqual(second, first)
    assert.deepEqual(first.y?.shape, [2, 4, 4, 3])
    await engine.close()
    assert.equal(tf.engine().state.numTensors, before)
  })
}

test('eager backends agree', async () => {
  const [cpu, wasm] = await Promise.all(
    ['cpu', 'wasm'].map(async (backend) => {
      const engine = createEngine({ engine: 'eager', backend })
      const runner = await engine.compile(forward, { name: 'conv', weights, inputs })
      const { y } = await runner.run({ x })
      await engine.close()
      assert(y)
      return y.data
    }),
  )
  assert(cpu && wasm)
  assert(cpu.every((value, i) => Math.abs(value - (wasm[i] ?? 0)) < 1e-5))
})

test('a call says which input does not fit', async () => {
  const engine = createEngine({ engine: 'eager' })
  const runner = await engine.compile(forward, { name: 'conv', weights, inputs })
  const wrong = ndarray(new Float32Array(12), [1, 2, 3, 2])
  await assert.rejects(runner.run({ x: wrong }), /conv: 'x' is \[1,2,3,2\] .* not \[batch,4,4,2\]/)
  await assert.rejects(runner.run({}), /conv: the input 'x' is missing/)
  await assert.rejects(runner.run({ x, z: x }), /conv: there is no input 'z'/)
  await assert.rejects(runner.run({ x }, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  await engine.close()
})

test('an unknown backend names the ones to choose from', async () => {
  const engine = createEngine({ engine: 'eager', backend: 'abacus' })
  await assert.rejects(
    engine.compile(forward, { name: 'conv', weights, inputs }),
    (error) =>
      error instanceof InputError && /'abacus' cannot be opened: choose one of cpu, wasm/.test(error.message),
  )
})
