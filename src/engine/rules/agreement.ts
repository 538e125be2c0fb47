import assert from 'node:assert/strict'
import { test } from 'node:test'
import type * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { createEngine } from '../create-engine.ts'
import { inMemory } from '../in-memory.ts'
import { type NDArray, ndarray, sizeOf } from '../ndarray.ts'
import { createGenerator } from '../random.ts'
import type { Forward, InputSpec, Params } from '../types.ts'

/** Two images `[batch, height, width, channels]` and parameters to as many results as there are cases. */
export type Cases = (x: tf.Tensor4D, y: tf.Tensor4D, params: Params) => Readonly<Record<string, tf.Tensor>>

/**
 * A test that the compiled engine gives what TensorFlow.js's own cpu backend gives, over random extents and three
 * batch sizes a session, each case within 2e-5 of its largest element.
 */
export function holdsOnBothEngines(name: string, cases: Cases): void {
  test(`compiled as eager: ${name}`, () =>
    fc.assert(
      fc.asyncProperty(extents, async ({ height, width, channels, seed }) => {
        const { randn } = createGenerator(seed)
        const random = (...shape: readonly number[]) => ndarray(randn(sizeOf(shape)), shape)
        const weights = inMemory({
          row: random(channels),
          square: random(channels, channels),
          wide: random(7, channels),
          conv: random(6, channels, 3, 3),
          bias: random(6),
          point: random(channels, channels, 1, 1),
          square33: random(channels, channels, 3, 3),
          depth: random(3, 3, channels, 2),
        })
        const forward: Forward = (params, { x, y }) => cases(x as tf.Tensor4D, y as tf.Tensor4D, params)
        const spec: InputSpec = { shape: ['batch', height, width, channels] }
        const specification = { name, weights, inputs: { x: spec, y: spec } }
        const engines = [createEngine({ threads: 1 }), createEngine({ engine: 'eager' })]
        try {
          const runners = await Promise.all(engines.map((engine) => engine.compile(forward, specification)))
          const [compiled, eager] = runners
          assert(compiled && eager)
          for (const batch of [1, 2, 5]) {
            const image = () => random(batch, height, width, channels)
            const call = { x: image(), y: image() }
            assertClose(await compiled.run(call), await eager.run(call))
          }
        } finally {
          for (const engine of engines) await engine.close()
        }
      }),
      { numRuns: 3 },
    ))
}

const extents = fc.record({
  height: fc.integer({ min: 2, max: 5 }),
  width: fc.integer({ min: 2, max: 6 }),
  channels: fc.constantFrom(2, 4, 6),
  seed: fc.nat(),
})

function assertClose(
  actual: Readonly<Record<string, NDArray>>,
  expected: Readonly<Record<string, NDArray>>,
): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected))
  for (const [key, reference] of Object.entries(expected)) {
    const result = actual[key]
    assert(result)
    assert.equal(`${result.shape}`, `${reference.shape}`, `shape of ${key}`)
    const scale = reference.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    reference.data.forEach((value, i) => {
      const error = Math.abs((result.data[i] ?? Number.NaN) - value)
      assert(error <= 2e-5 * scale, `${key}[${i}] is ${result.data[i]}, not ${value}`)
    })
  }
}
