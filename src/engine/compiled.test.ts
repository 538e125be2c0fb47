import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs-core'
import { InputError } from '../errors.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { rawSafetensors, temporaryFolder } from '../weights/testing.ts'
import type { Weights } from '../weights/types.ts'
import { createEngine } from './create-engine.ts'
import { inMemory } from './in-memory.ts'
import { ndarray } from './ndarray.ts'
import type { Forward } from './types.ts'

const none = inMemory({})
const square = { name: 'square', weights: none, inputs: { x: { shape: ['batch', 64, 64] } } } as const
const power: Forward = (_, { x }) => {
  let y = x as tf.Tensor
  for (let i = 0; i < 40; i++) y = tf.matMul(y, y)
  return { y }
}
const eye = (batch: number) =>
  ndarray(
    Float32Array.from({ length: batch * 4096 }, (_, i) => Number((i % 4096) % 65 === 0)),
    [batch, 64, 64],
  )

test('weights of every type are read where they lie, over folders and symbolic links', async () => {
  const folder = temporaryFolder()
  const values = [1.5, -2, 0.25, 3]
  const stored = {
    F64: new Uint8Array(Float64Array.from(values).buffer),
    F32: new Uint8Array(Float32Array.from(values).buffer),
    F16: new Uint8Array(Uint16Array.of(0x3e00, 0xc000, 0x3400, 0x4200).buffer),
    BF16: new Uint8Array(Uint16Array.of(0x3fc0, 0xc000, 0x3e80, 0x4040).buffer),
    I64: new Uint8Array(BigInt64Array.of(1n, -2n, 0n, 3n).buffer),
  }
  const shards = Object.entries(stored).map(([dtype, bytes]): Weights => {
    const blobs = join(folder, 'blobs', dtype)
    mkdirSync(blobs, { recursive: true })
    const header = JSON.stringify({ [dtype]: { dtype, shape: [4], data_offsets: [0, bytes.length] } })
    writeFileSync(join(blobs, 'file'), rawSafetensors(header.padEnd(Math.ceil(header.length / 8) * 8), bytes))
    symlinkSync(join('blobs', dtype, 'file'), join(folder, `${dtype}.safetensors`))
    return openSafetensors(join(folder, `${dtype}.safetensors`)).weights
  })
  const holding = (name: string) => shards.find((shard) => shard.has(name)) ?? none
  const weights: Weights = {
    names: shards.flatMap(({ names }) => names),
    has: (name) => shards.some((shard) => shard.has(name)),
    span: (name) => holding(name).span(name),
    read: (name) => holding(name).read(name),
    readFloat64: (name) => holding(name).readFloat64(name),
  }
  const engine = createEngine({ threads: 1 })
  const forward: Forward = (params, { x }) =>
    Object.fromEntries(weights.names.map((name) => [name, tf.mul(params(name), x as tf.Tensor)]))
  const runner = await engine.compile(forward, {
    name: 'types',
    weights,
    inputs: { x: { shape: ['batch', 4] } },
  })
  const outputs = await runner.run({ x: ndarray(new Float32Array(4).fill(2), [1, 4]) })
  for (const dtype of Object.keys(stored)) {
    assert.deepEqual(
      [...(outputs[dtype]?.data ?? [])],
      dtype === 'I64' ? [2, -4, 0, 6] : [3, -4, 0.5, 6],
      dtype,
    )
  }
  await engine.close()
})

test('calls run side by side in as many sessions, and each gets its own result', async () => {
  const engine = createEngine({ threads: 1, sessions: 2 })
  const runner = await engine.compile((_, { x }) => ({ y: tf.mul(x as tf.Tensor, 2) }), square)
  const calls = Array.from({ length: 8 }, (_, i) =>
    ndarray(new Float32Array((1 + (i % 3)) * 4096).fill(i), [1 + (i % 3), 64, 64]),
  )
  const pending = calls.map((x) => runner.run({ x }))
  // What a call was given is the caller's again as soon as `run` has returned.
  for (const { data } of calls) data.fill(-1)
  const results = await Promise.all(pending)
  results.forEach(({ y }, i) => {
    const expected = new Float32Array((1 + (i % 3)) * 4096).fill(2 * i)
    assert.deepEqual(y, ndarray(expected, [1 + (i % 3), 64, 64]))
  })
  await engine.close()
})

test('an aborted call is given up at once, waiting or begun, and its session serves the next', async () => {
  const engine = createEngine({ threads: 1 })
  const runner = await engine.compile(power, square)
  const begun = new AbortController()
  const waiting = new AbortController()
  const first = runner.run({ x: eye(64) }, { signal: begun.signal })
  const second = runner.run({ x: eye(1) }, { signal: waiting.signal })
  const third = runner.run({ x: eye(2) })
  begun.abort()
  waiting.abort(new Error('not any more'))
  await assert.rejects(first, { name: 'AbortError' })
  await assert.rejects(second, /not any more/)
  assert.deepEqual((await third).y?.data, eye(2).data)
  await engine.close()
})

test('the same call gives the same bytes again', async () => {
  const engine = createEngine({ threads: 2 })
  const runner = await engine.compile(power, square)
  const x = ndarray(
    Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i) / 8),
    [1, 64, 64],
  )
  assert.deepEqual(await runner.run({ x }), await runner.run({ x }))
  await engine.close()
})

test('closing waits for what has begun, rejects what waits, and refuses what comes later', async () => {
  const engine = createEngine({ threads: 1 })
  const runner = await engine.compile(power, square)
  const begun = runner.run({ x: eye(8) })
  const waiting = assert.rejects(runner.run({ x: eye(8) }), /closed before the call began/)
  await runner.close()
  assert.deepEqual((await begun).y?.shape, [8, 64, 64])
  await waiting
  await assert.rejects(runner.run({ x: eye(1) }), /closed/)
  await runner.close()
})

test('a device that cannot start is refused with what to do', async (t) => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return t.skip('only there is cuda offered')
  const engine = createEngine({ device: 'cuda' })
  const compiled = engine.compile(power, square)
  // Where the libraries are installed it starts instead.
  await compiled.catch((error) => {
    assert(error instanceof InputError)
    assert.match(error.message, /^The device "cuda" cannot be started here \(.*\): install its libraries/s)
  })
  await engine.close()
})

test('a number of sessions or threads that is none is refused', () => {
  assert.throws(() => createEngine({ sessions: 0 }), InputError)
  assert.throws(() => createEngine({ threads: 1.5 }), InputError)
})

const program = (end: string) => `
  import * as tf from '@tensorflow/tfjs-core'
  import { createEngine } from ${JSON.stringify(new URL('./create-engine.ts', import.meta.url).href)}
  import { inMemory } from ${JSON.stringify(new URL('./in-memory.ts', import.meta.url).href)}
  const engine = createEngine({ threads: 1 })
  const inputs = { x: { shape: ['batch', 256, 256] } }
  const forward = (_, { x }) => { for (let i = 0; i < 200; i++) x = tf.matMul(x, x); return { y: x } }
  const runner = await engine.compile(forward, { name: 'long', weights: inMemory({}), inputs })
  const x = { data: new Float32Array(2 * 65536), shape: [2, 256, 256] }
  ${end}
`
const endings = [
  [
    'a process that has closed its engine exits',
    'await runner.run({ x }); await engine.close(); process.exitCode = 4',
    4,
  ],
  ['a process that never closes exits all the same', 'await runner.run({ x }); process.exitCode = 5', 5],
  [
    'a process that exits inside a call keeps its exit code',
    'void runner.run({ x }); setTimeout(() => process.exit(6), 20)',
    6,
  ],
] as const
for (const [name, end, code] of endings) {
  test(name, () => {
    const options = { cwd: import.meta.dirname, encoding: 'utf8', timeout: 20_000 } as const
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', program(end)],
      options,
    )
    assert.equal(status, code, stderr)
  })
}

test('inputs in shared memory are read where they lie, also by calls that wait their turn', async (t) => {
  const engine = createEngine({ threads: 1 })
  t.after(engine.close)
  const runner = await engine.compile(power, square)
  const plain = eye(3)
  const shared = ndarray(new Float32Array(new SharedArrayBuffer(plain.data.byteLength)), plain.shape)
  shared.data.set(plain.data)
  const calls = [plain, shared, shared, plain].map((x) => runner.run({ x }))
  for (const { y } of await Promise.all(calls)) assert.deepEqual(y?.data, plain.data)
})
