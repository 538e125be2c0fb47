import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inMemory } from '../engine/in-memory.ts'
import { createGenerator } from '../engine/random.ts'
import { InputError } from '../errors.ts'
import type { Pixels } from '../images/png.ts'
import { inceptionWeights } from '../models/inception-weights.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { writeSafetensors } from '../weights/write-safetensors.ts'
import { inceptionOver, openInception } from './inception-features.ts'

const goldens = fileURLToPath(new URL('goldens/inception.safetensors', import.meta.url))

/** The weights and pictures of scripts/goldens/inception.py. */
function randomWeights() {
  const generator = createGenerator(0)
  const names = [...inceptionWeights()].sort(([a], [b]) => (a < b ? -1 : 1))
  return inMemory(
    Object.fromEntries(
      names.map(([name, shape]) => {
        const count = shape.reduce((product, extent) => product * extent, 1)
        const drawn = generator.randn(count)
        const fan = count / (shape[0] ?? 1)
        const data = drawn.map((value) => {
          if (name.endsWith('conv.weight')) return value * Math.sqrt(2 / fan)
          if (name.endsWith('running_var')) return 1 + 0.1 * Math.abs(value)
          return name.endsWith('bn.weight') ? 1 + 0.1 * value : 0.1 * value
        })
        return [name, { data, shape }]
      }),
    ),
  )
}

function picture(side: number): Pixels {
  const pixels = Uint8Array.from(
    { length: side * side * 3 },
    (_, place) => (place * 7919 + Math.floor(place / 97) * 31) % 256,
  )
  return { pixels, width: side, height: side }
}

test('features on random weights are those of pytorch-fid within 1e-4 of the largest', async (t) => {
  const { weights: expected } = openSafetensors(goldens)
  const network = await inceptionOver(randomWeights(), 'random')
  t.after(network.close)
  const found = await network.embedPictures([picture(64), picture(320)])
  for (const [k, name] of ['64', '320'].entries()) {
    const wanted = expected.read(name)
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const off = wanted.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (found[k]?.[i] ?? Number.NaN))),
      0,
    )
    assert.ok(off <= 1e-4 * largest, `${off} of ${largest}`)
  }
  assert.deepEqual(network.source, { name: 'random', resizing: 'bilinear-299' })
})

test('a file that holds no Inception-v3 is refused by what it lacks', async () => {
  const file = join(temporaryFolder(), 'other.safetensors')
  writeSafetensors(file, { 'fc.weight': { dtype: 'F32', shape: [1], data: Float32Array.of(1) } }, {})
  await assert.rejects(
    () => openInception(file),
    (error) => error instanceof InputError && /there is no Conv2d_1a_3x3\.conv\.weight/.test(error.message),
  )
})
