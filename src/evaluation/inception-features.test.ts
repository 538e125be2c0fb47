import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inMemory } from '../engine/in-memory.ts'
import { type NDArray, sizeOf } from '../engine/ndarray.ts'
import { createGenerator } from '../engine/random.ts'
import { InputError } from '../errors.ts'
import type { Pixels } from '../images/png.ts'
import { inceptionWeights } from '../models/inception-weights.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { type TensorData, writeSafetensors } from '../weights/write-safetensors.ts'
import { type Inception, inceptionOver, openInception } from './inception-features.ts'

const goldens = fileURLToPath(new URL('goldens/inception.safetensors', import.meta.url))

/** The weights and pictures of scripts/goldens/inception.py. */
function randomWeights(): Readonly<Record<string, NDArray>> {
  const generator = createGenerator(0)
  const names = [...inceptionWeights()].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    names.map(([name, shape]) => {
      const count = sizeOf(shape)
      const drawn = generator.randn(count)
      const fan = count / (shape[0] ?? 1)
      const data = drawn.map((value) => {
        if (name.endsWith('conv.weight')) return value * Math.sqrt(2 / fan)
        if (name.endsWith('running_var')) return 1 + 0.1 * Math.abs(value)
        return name.endsWith('bn.weight') ? 1 + 0.1 * value : 0.1 * value
      })
      return [name, { data, shape }]
    }),
  )
}

const weights = randomWeights()

function picture(side: number): Pixels {
  const pixels = Uint8Array.from(
    { length: side * side * 3 },
    (_, place) => (place * 7919 + Math.floor(place / 97) * 31) % 256,
  )
  return { pixels, width: side, height: side }
}

const folder = temporaryFolder()

/** Written as the published file is laid out, with what is not used. */
function openFromFile(): Promise<Inception> {
  const file = join(folder, 'inception.safetensors')
  const tensor = ({ data, shape }: NDArray): TensorData => ({ dtype: 'F32', data, shape })
  const tensors = Object.entries(weights).map(([name, array]) => [name, tensor(array)] as const)
  writeSafetensors(file, {
    ...Object.fromEntries(tensors),
    'fc.weight': tensor({ data: new Float32Array(1008), shape: [1008, 1] }),
    'Conv2d_1a_3x3.bn.num_batches_tracked': tensor({ data: new Float32Array(1), shape: [] }),
  })
  return openInception(file, { engine: 'compiled' })
}

for (const [engine, sides, open] of [
  ['compiled, from a file', [64, 320], openFromFile],
  ['eager', [64], () => inceptionOver(inMemory(weights), 'random', { engine: 'eager', backend: 'wasm' })],
] as const) {
  test(`${engine}: features on random weights are those of pytorch-fid within 1e-5 of the largest`, async (t) => {
    const { weights: expected } = openSafetensors(goldens)
    const network = await open()
    t.after(network.close)
    assert.match(network.source.name, /^random$|^inception-v3-fid:[0-9a-f]{64}$/)
    assert.equal(network.source.resizing, 'bilinear-299')
    const found = await network.embedPictures(sides.map(picture))
    for (const [k, side] of sides.entries()) {
      const wanted = expected.read(`${side}`)
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      const errors = wanted.map((value, i) => Math.abs(value - (found[k]?.[i] ?? Number.NaN)))
      const off = errors.reduce((most, error) => Math.max(most, error), 0)
      if (process.env.TIMELAB_SHOW_ERRORS) console.log(`worst error ${off / largest} of the largest`)
      assert.ok(off <= 1e-5 * largest, `${off} of ${largest}`)
    }
  })
}

test('a file that holds no Inception-v3, or another training of it, is refused by what is wrong', async () => {
  const file = join(folder, 'other.safetensors')
  const one: TensorData = { dtype: 'F32', shape: [1], data: Float32Array.of(1) }
  for (const [name, pattern] of [
    ['stranger', /do not fit those published for FID: there is no Conv2d_1a_3x3\.conv\.weight/],
    ['fc.weight', /another training/],
    ['AuxLogits.fc.bias', /another training/],
  ] as const) {
    writeSafetensors(file, { [name]: one })
    await assert.rejects(
      () => openInception(file),
      (error) => error instanceof InputError && error.message.includes(file) && pattern.test(error.message),
    )
  }
})
