import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { loadModel, type Model } from './model.ts'

const tiny = fileURLToPath(new URL('goldens/sd1', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'timelab-model-'))
after(() => rmSync(scratch, { recursive: true }))

/** A copy of the tiny model with one JSON file changed. */
function copy(name: string, file = 'model_index.json', change?: object): string {
  const folder = join(scratch, name)
  cpSync(tiny, folder, { recursive: true })
  if (!change) return folder
  const path = join(folder, file)
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...(json as object), ...change }))
  return folder
}

async function refused(folder: string, ...says: readonly string[]): Promise<void> {
  await assert.rejects(loadModel(folder), (error) => {
    assert.ok(error instanceof InputError, String(error))
    for (const part of says) assert.ok(error.message.includes(part), `"${error.message}" lacks "${part}"`)
    return true
  })
}

test('more layers than the weights have tensors are refused by their count, before any is laid out', async () => {
  const many = 1_000_000
  const text = copy('many text layers', 'text_encoder/config.json', { num_hidden_layers: many })
  await refused(text, 'text_encoder/config.json', '"num_hidden_layers" counts 1000000 layers', 'only')
  for (const name of ['unet', 'vae']) {
    const folder = copy(`many ${name} layers`, `${name}/config.json`, { layers_per_block: many })
    await refused(folder, `${name}/config.json`, '"layers_per_block", over all blocks, counts', 'only')
  }
})

describe('a model of any batch size', async () => {
  const model = await loadModel(tiny, { threads: 1 })
  after(() => model.close())

  test('gives each prompt, latent and picture the same result alone and among others', async () => {
    const [first, second] = await model.encode(['A rose', 'A blue rose'])
    const [alone] = await model.encode(['A blue rose'])
    assert.ok(first && second && alone)
    closeTo(alone.states.data, second.states.data)

    const two = await denoised(model, [alone.states.data, first.states.data])
    const one = await denoised(model, [alone.states.data])
    closeTo(one, two.subarray(0, one.length))
  })

  test('refuses latents that its UNet cannot halve', async () => {
    const contexts = {}
    const latents = { data: new Float32Array(3 * 4 * 4), shape: [1, 3, 4, 4] }
    const timesteps = { data: new Float32Array(1), shape: [1] }
    await assert.rejects(model.denoise(latents, timesteps, contexts), /multiples of 2, not 4x3/)
  })

  test('encodes no prompts as nothing', async () => {
    assert.deepEqual(await model.encode([]), [])
  })

  test('without a timelab.json takes the paper’s settings', () => {
    assert.deepEqual(model.defaults, { steps: 50, guidance: 7.5, lambda: 0.1 })
    assert.deepEqual([model.size, model.downscaling], [16, 2])
  })

  test('has a digest of what it is, not of where it lies or what else lies there', async () => {
    const moved = copy('moved')
    writeFileSync(join(moved, 'unet/notes.txt'), 'not part of the model')
    assert.equal(await digest(moved), await model.digest())
    const other = copy('other', 'unet/config.json', { sample_size: 4 })
    assert.notEqual(await digest(other), await model.digest())
    const sampled = copy('sampled', 'model_index.json', { scheduler: ['diffusers', 'DDIMScheduler'] })
    assert.notEqual(await digest(sampled), await model.digest())
    const taught = copy('taught')
    writeFileSync(join(taught, 'tokenizer/added_tokens.json'), '{"<rose>": 520}')
    assert.notEqual(await digest(taught), await model.digest())
  })
})

describe('a folder that is no model is refused', () => {
  test('missing', () => refused(join(scratch, 'nowhere'), 'nowhere', 'folder'))
  test('without weights', async () => {
    const folder = copy('empty')
    const weights = join(folder, 'unet/diffusion_pytorch_model.safetensors')
    renameSync(weights, `${weights}.away`)
    await refused(folder, 'unet')
  })
  test('with a setting that is not supported, by the file and the key', () =>
    refused(
      copy('foreign', 'unet/config.json', { class_embed_type: 'timestep' }),
      'unet/config.json',
      'class_embed_type',
    ))
  test('with weights of another shape than its configuration', () =>
    refused(copy('shape', 'unet/config.json', { layers_per_block: 3 }), 'unet', 'resnets.2'))
  test('of parts that do not belong together', async () => {
    await refused(copy('text', 'unet/config.json', { cross_attention_dim: 32 }), '32 wide', '16')
    await refused(copy('latent', 'vae/config.json', { latent_channels: 8 }), '4 channels', '8')
  })
  test('whose index names a class that timelab lacks', () =>
    refused(
      copy('tiny-vae', 'model_index.json', { vae: ['diffusers', 'AutoencoderTiny'] }),
      'model_index.json: "vae" is of the class "AutoencoderTiny"',
      'AutoencoderKL',
    ))
  test('whose index leaves a component out', () =>
    refused(
      copy('no-text', 'model_index.json', { text_encoder: [null, null] }),
      '"text_encoder" is [null,null]',
    ))
  test('with defaults that are none', () => {
    const folder = copy('defaults')
    writeFileSync(join(folder, 'timelab.json'), '{ "steps": 20 }')
    return refused(folder, 'timelab.json', 'guidance')
  })
})

test('weights may be named without text_model.', async () => {
  const folder = copy('prefix')
  const path = join(folder, 'text_encoder/model.safetensors')
  const bytes = readFileSync(path)
  const end = 8 + Number(bytes.readBigUInt64LE())
  const header = bytes
    .toString('utf8', 8, end)
    .replaceAll('text_model.', '')
    .padEnd(end - 8)
  writeFileSync(path, Buffer.concat([bytes.subarray(0, 8), Buffer.from(header), bytes.subarray(end)]))
  const [model, plain] = [
    await loadModel(folder, { engine: 'eager' }),
    await loadModel(tiny, { engine: 'eager' }),
  ]
  assert.deepEqual(await model.encode(['A rose']), await plain.encode(['A rose']))
})

async function digest(folder: string): Promise<string> {
  const model = await loadModel(folder)
  return model.digest()
}

/** The UNet on the same latents for every text. */
async function denoised(model: Model, texts: readonly Float32Array[]): Promise<Float32Array> {
  const states = {
    data: Float32Array.from(texts.flatMap((text) => [...text])),
    shape: [texts.length, 77, model.text.hidden_size],
  }
  const latents = {
    data: Float32Array.from({ length: texts.length * 64 }, (_, i) => Math.sin(i % 64)),
    shape: [texts.length, 4, 4, 4],
  }
  const timesteps = { data: new Float32Array(texts.length).fill(500), shape: [texts.length] }
  const { data } = await model.denoise(latents, timesteps, await model.project(states, states))
  return data
}

function closeTo(found: Float32Array, expected: Float32Array): void {
  assert.equal(found.length, expected.length)
  found.forEach((value, i) => {
    assert.ok(
      Math.abs(value - (expected[i] ?? Number.NaN)) < 1e-5,
      `element ${i}: ${value} and ${expected[i]}`,
    )
  })
}
