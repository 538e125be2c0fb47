import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { NDArray } from '../engine/ndarray.ts'
import type { EngineOptions } from '../engine/types.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import type { Weights } from '../weights/types.ts'
import { loadModel, type Model, shippedModels } from './model.ts'

/**
 * What diffusers and transformers compute in float32 (scripts/goldens), against both engines.
 * The tiny models' values are of order 1 to 4, so a tolerance is both absolute and relative.
 */
const models = [
  {
    name: 'laid out as SD 1.x',
    folder: golden('sd1'),
    goldens: golden('sd1/goldens.safetensors'),
    tolerance: 2e-5,
  },
  {
    name: 'laid out as SD 2.x',
    folder: golden('sd2'),
    goldens: golden('sd2/goldens.safetensors'),
    tolerance: 2e-5,
  },
  {
    name: 'emoji',
    folder: shippedModels.emoji,
    goldens: golden('emoji.safetensors'),
    tolerance: 1e-4,
    slow: true,
  },
]
const engines: readonly EngineOptions[] = [{ engine: 'eager' }, { engine: 'compiled', threads: 1 }]
const prompts = ['A rose', 'a photo of a blue rose!']

for (const { name, folder, goldens, tolerance, slow } of models) {
  const expected = openSafetensors(goldens).weights
  for (const options of slow ? engines.slice(1) : engines) {
    describe(`${name}, ${options.engine}: as diffusers within ${tolerance}`, async () => {
      const model = await loadModel(folder, options)
      after(() => model.close())
      const agree = (found: NDArray, key: string) => assertClose(found, read(expected, key), tolerance)

      test('token ids', () => {
        const ids = prompts.flatMap((prompt) => model.tokenizer.encode(prompt).ids)
        assert.deepEqual(ids, [...read(expected, 'ids').data])
      })

      test('text states', async () => {
        const embeddings = await model.encode(prompts)
        agree(stack(embeddings.map(({ states }) => states)), 'states')
      })

      test('the UNet on two timesteps', async () => {
        const states = read(expected, 'states')
        agree(await denoise(model, expected, states, states), 'prediction')
      })

      test('the UNet with keys and values of different texts', async () => {
        const states = read(expected, 'states')
        agree(await denoise(model, expected, states, swapped(states)), 'prediction_keys_values_apart')
      })

      test('decoding latents', async () => {
        agree(await model.decode(read(expected, 'latents')), 'decoded')
      })

      test('encoding images', async () => {
        const { mean, logVariance } = await model.encodeImages(read(expected, 'image'))
        agree(mean, 'mean')
        agree(logVariance, 'log_variance')
      })
    })
  }
}

test('the emoji model’s goldens are of the weights that ship', () => {
  const hash = createHash('sha256')
  for (const part of ['text_encoder/model', 'unet/diffusion_pytorch_model', 'vae/diffusion_pytorch_model']) {
    hash.update(readFileSync(join(shippedModels.emoji, `${part}.safetensors`)))
  }
  const { metadata } = openSafetensors(golden('emoji.safetensors'))
  assert.equal(hash.digest('hex'), metadata.weights, 'run scripts/goldens/shipped.sh again')
})

async function denoise(model: Model, goldens: Weights, keys: NDArray, values: NDArray): Promise<NDArray> {
  const contexts = await model.project(keys, values)
  return model.denoise(read(goldens, 'latents'), read(goldens, 'timesteps'), contexts)
}

function golden(path: string): string {
  return fileURLToPath(new URL(`goldens/${path}`, import.meta.url))
}

function read(weights: Weights, name: string): NDArray {
  return { data: weights.read(name), shape: weights.span(name).shape }
}

function stack(rows: readonly NDArray[]): NDArray {
  return {
    data: Float32Array.from(rows.flatMap(({ data }) => [...data])),
    shape: [rows.length, ...(rows[0]?.shape ?? [])],
  }
}

/** The two texts of a batch, each in the other's place. */
function swapped({ data, shape }: NDArray): NDArray {
  const half = data.length / 2
  return { data: Float32Array.from([...data.subarray(half), ...data.subarray(0, half)]), shape }
}

function assertClose(found: NDArray, expected: NDArray, tolerance: number): void {
  assert.deepEqual(found.shape, expected.shape)
  let worst = 0
  expected.data.forEach((value, i) => {
    const error = Math.abs((found.data[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))
    if (!(error <= worst)) worst = error
  })
  if (process.env.TIMELAB_SHOW_ERRORS) console.log(`worst error ${worst.toExponential(1)}`)
  assert.ok(worst <= tolerance, `the worst error is ${worst}`)
}
