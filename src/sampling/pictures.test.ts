import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeImage } from '../images/png.ts'
import { loadModel } from '../models/model.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { type Draw, draw, drawLatents } from './draw.ts'

/** What diffusers drew of the same prompts and seeds: scripts/goldens/pictures.py. */
const jobs: readonly Draw[] = [
  { prompt: 'A rose', seed: 0 },
  { prompt: 'A rose', seed: 1 },
  { prompt: 'a photo of a doctor on the beach', seed: 2 },
  { prompt: 'A blue car', seed: 3 },
]
const settings = { steps: 20, guidance: 3 }
const goldens = fileURLToPath(new URL('goldens', import.meta.url))
const golden = openSafetensors(join(goldens, 'pictures.safetensors'))
const model = await loadModel('emoji')
after(() => model.close())

test('the goldens were drawn with the weights that ship', () => {
  const hash = createHash('sha256')
  for (const part of ['text_encoder/model', 'unet/diffusion_pytorch_model', 'vae/diffusion_pytorch_model']) {
    hash.update(readFileSync(join(model.folder.path, `${part}.safetensors`)))
  }
  assert.equal(hash.digest('hex'), golden.metadata.weights, 'run scripts/goldens/pictures.py again')
})

for (const scheduler of ['pndm', 'ddim'] as const) {
  test(`latents after 20 ${scheduler} steps are within 1e-3 of diffusers'`, async () => {
    const expected = golden.weights.read(scheduler)
    const drawn = await Array.fromAsync(drawLatents(model, jobs, { ...settings, scheduler }))
    const found = drawn.flatMap(({ latents }) => [...latents.data])
    assert.equal(found.length, expected.length)
    const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
    assert.ok(worst < 1e-3, `${worst}`)
  })

  test(`pictures after 20 ${scheduler} steps are within 2/255 of diffusers'`, async () => {
    const strip = await decodeImage(readFileSync(join(goldens, `pictures-${scheduler}.png`)))
    const pictures = await Array.fromAsync(draw(model, jobs, { ...settings, scheduler }))
    for (const [k, { pixels, width, height }] of pictures.entries()) {
      for (let y = 0; y < height; y++) {
        const row = pixels.subarray(y * width * 3, (y + 1) * width * 3)
        const start = (y * strip.width + k * width) * 3
        for (const [i, value] of row.entries()) {
          const off = Math.abs(value - strip.pixels[start + i]!)
          assert.ok(off <= 2, `picture ${k}, row ${y}, value ${i}: ${value} is ${off} off`)
        }
      }
    }
  })
}

test('the same seed gives the same bytes, whatever else is drawn and however the batches fall', async () => {
  const options = { steps: 4, guidance: 3 }
  const together = await Array.fromAsync(draw(model, jobs, { ...options, batch: 4 }))
  const again = await Array.fromAsync(draw(model, jobs, { ...options, batch: 4 }))
  const apart = await Array.fromAsync(draw(model, jobs.toReversed(), { ...options, batch: 3 }))
  assert.deepEqual(again, together)
  assert.deepEqual(apart.toReversed(), together)
})
