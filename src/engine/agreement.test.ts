import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { InputError } from '../errors.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { writeSafetensors } from '../weights/write-safetensors.ts'
import { createEngine } from './create-engine.ts'
import { type NDArray, sizeOf } from './ndarray.ts'
import * as ops from './ops.ts'
import { createGenerator } from './random.ts'
import type { Forward, Params } from './types.ts'

/** Of two engines' results on the same inputs, absolute. */
const TOLERANCE = 2e-5

const folder = mkdtempSync(join(tmpdir(), 'timelab-engine-'))
after(() => rmSync(folder, { recursive: true }))
const random = createGenerator(11)
const array = (...shape: number[]): NDArray => ({ data: random.randn(sizeOf(shape)), shape })

const tensors = {
  dense: array(12, 8),
  bias: array(12),
  filter: array(6, 8, 3, 3),
  filterBias: array(6),
  gamma: array(8),
  beta: array(8),
  table: array(10, 8),
}
const file = join(folder, 'model.safetensors')
writeSafetensors(
  file,
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      // Half precision beside single: both are read in place.
      { ...tensor, dtype: name === 'filter' || name === 'table' ? ('F16' as const) : ('F32' as const) },
    ]),
  ),
)
const { weights } = openSafetensors(file)

type Body = (x: ReturnType<Params>, params: Params) => ReturnType<Params>
const rows: Record<string, Body> = {
  linear: (x, p) => ops.linear(x, p('dense'), p('bias')),
  'linear without bias': (x, p) => ops.linear(x, p('dense')),
  'layer normalisation': (x, p) => ops.layerNorm(x, p('gamma'), p('beta'), 1e-5),
  attention: (x) => ops.attention(x, x, x, 2),
  'causal attention': (x) => ops.attention(x, x, x, 2, 'causal'),
  silu: ops.silu,
  gelu: ops.gelu,
  'quick gelu': ops.quickGelu,
  geglu: ops.geglu,
}
const pixels: Record<string, Body> = {
  convolution: (x, p) => ops.conv2d(x, p('filter'), p('filterBias'), { padding: 1 }),
  'strided convolution, padded on one side': (x, p) => {
    const padding = [
      [0, 1],
      [0, 1],
    ] as const
    return ops.conv2d(x, p('filter'), p('filterBias'), { stride: 2, padding })
  },
  'group normalisation': (x, p) => ops.groupNorm(x, p('gamma'), p('beta'), 4, 1e-5),
  'nearest upsampling': ops.upsampleNearest2x,
}
const cases = [
  ...Object.entries(rows).map(([name, body]) => ({ name, body, shape: [5, 8] })),
  ...Object.entries(pixels).map(([name, body]) => ({ name, body, shape: [6, 4, 8] })),
]

for (const { name, body, shape } of cases) {
  test(`${name} is the same on every engine, for batches of 1 and 3`, async (t) => {
    const forward: Forward = (params, { x }) => {
      assert(x)
      return { y: body(x, params) }
    }
    const specification = { name, weights, inputs: { x: { shape: ['batch', ...shape] } } } as const
    const engines = [
      createEngine({ engine: 'eager', backend: 'cpu' }),
      createEngine({ engine: 'eager', backend: 'wasm' }),
      createEngine({ threads: 1 }),
    ]
    t.after(() => Promise.all(engines.map((engine) => engine.close())))
    const runners = await Promise.all(engines.map((engine) => engine.compile(forward, specification)))
    for (const batch of [1, 3]) {
      const x = array(batch, ...shape)
      const [reference, ...others] = await Promise.all(runners.map((runner) => runner.run({ x })))
      for (const [k, other] of others.entries()) {
        assert.deepEqual(other.y?.shape, reference?.y?.shape)
        const apart =
          other.y?.data.map((value, i) => Math.abs(value - (reference?.y?.data[i] ?? Number.NaN))) ?? []
        assert.ok(Math.max(...apart) <= TOLERANCE, `${engines[k + 1]?.name}: ${Math.max(...apart)}`)
      }
    }
  })
}

test('token embeddings are the same on every engine', async (t) => {
  const forward: Forward = (params, { ids }) => {
    assert(ids)
    return { y: ops.embedding(ids, params('table')) }
  }
  const ids = { data: Float32Array.of(3, 0, 9, 9), shape: [2, 2] }
  const found: NDArray[] = []
  for (const engine of [createEngine({ engine: 'eager' }), createEngine()]) {
    t.after(() => engine.close())
    const runner = await engine.compile(forward, {
      ...{ name: 'embedding', weights, inputs: { ids: { shape: ['batch', 2], dtype: 'int32' } } },
    })
    const { y } = await runner.run({ ids })
    assert(y)
    found.push(y)
  }
  assert.deepEqual(found[1], found[0])
})

test('an aborted call is given up at once, and the next one runs', async (t) => {
  const engine = createEngine({ threads: 1 })
  t.after(() => engine.close())
  const runner = await engine.compile(
    (params, { x }) => {
      assert(x)
      return { y: ops.linear(x, params('dense')) }
    },
    { name: 'linear', weights, inputs: { x: { shape: ['batch', 8] } } },
  )
  const x = array(2, 8)
  const stop = new AbortController()
  const call = runner.run({ x }, { signal: stop.signal })
  stop.abort()
  await assert.rejects(call, { name: 'AbortError' })
  assert.deepEqual((await runner.run({ x })).y?.shape, [2, 12])
})

test('a device that is not there is refused by name, and what is there is listed', async (t) => {
  const engine = createEngine({ device: 'coreml' })
  t.after(() => engine.close())
  const compiled = engine.compile(() => ({}), { name: 'none', weights, inputs: {} })
  if (process.platform === 'darwin') {
    await compiled.catch(() => {})
    return
  }
  await assert.rejects(
    compiled,
    (error) => error instanceof InputError && /"coreml".*one of .*cpu/.test(error.message),
  )
})

test('a kernel without a rule is named, with the function that used it', async (t) => {
  const tf = await import('@tensorflow/tfjs-core')
  const engine = createEngine()
  t.after(() => engine.close())
  const compiled = engine.compile((_, { x }) => ({ y: tf.spectral.fft(tf.complex(x ?? 0, x ?? 0)) }), {
    ...{ name: 'spectrum', weights, inputs: { x: { shape: ['batch', 8] } } },
  })
  await assert.rejects(compiled, /engine: .*spectrum/)
})
