import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openModelFolder } from './folder.ts'
import { temporaryFolder, writeCounting } from './testing.ts'

const root = temporaryFolder()
const INDEX = JSON.stringify({ _class_name: 'StableDiffusionPipeline' })

/** A model folder of these files: text as it stands, or the shapes of a safetensors file's tensors. */
function folder(files: Readonly<Record<string, string | Record<string, number[]>>>): string {
  const path = mkdtempSync(join(root, 'model-'))
  for (const [name, content] of Object.entries({ 'model_index.json': INDEX, ...files })) {
    mkdirSync(join(path, name, '..'), { recursive: true })
    if (typeof content === 'string') writeFileSync(join(path, name), content)
    else writeCounting(join(path, name), content)
  }
  return path
}

const names = (path: string, component: string, variant?: string) =>
  openModelFolder(path, variant === undefined ? {} : { variant }).weights(component).names

const refused = (run: () => unknown, message: RegExp) => assert.throws(run, { name: 'InputError', message })

test('the weights of diffusers and of transformers are found, the plain ones before a variant', () => {
  const path = folder({
    'unet/diffusion_pytorch_model.safetensors': { plain: [1] },
    'unet/diffusion_pytorch_model.fp16.safetensors': { half: [1] },
    'unet/diffusion_pytorch_model.non_ema.safetensors': { other: [1] },
    'text_encoder/model.safetensors': { text: [1] },
  })
  assert.deepEqual(names(path, 'unet'), ['plain'])
  assert.deepEqual(names(path, 'text_encoder'), ['text'])
  assert.deepEqual(names(path, 'unet', 'fp16'), ['half'])
  assert.deepEqual(names(path, 'text_encoder', 'fp16'), ['text'], 'a component without the variant')
})

test('the only variant is read without being asked for; of several one must be asked for', () => {
  const path = folder({
    'unet/diffusion_pytorch_model.fp16.safetensors': { half: [1] },
    'vae/diffusion_pytorch_model.fp16.safetensors': { half: [1] },
    'vae/diffusion_pytorch_model.bf16.safetensors': { brain: [1] },
  })
  assert.deepEqual(names(path, 'unet'), ['half'])
  refused(
    () => names(path, 'vae'),
    /vae holds no weights without a variant, only those of "bf16", "fp16": ask for one with --variant bf16/,
  )
  refused(
    () => names(path, 'unet', 'bf16'),
    /unet holds no weights of the variant "bf16", only those of "fp16"/,
  )
  refused(() => names(path, 'unet', 'fp32'), /has no weights of the variant "fp32"; it has "bf16", "fp16"/)
})

test('a variant asked of a folder that has none is refused', () => {
  const path = folder({ 'unet/diffusion_pytorch_model.safetensors': { a: [1] } })
  refused(
    () => openModelFolder(path, { variant: 'fp16' }),
    /no weights of the variant "fp16"; it has none: leave/,
  )
})

test('shards are read by their index, a variant under either spelling', () => {
  const shards = (tag: string) => ({
    [`unet/diffusion_pytorch_model${tag}-00001-of-00002.safetensors`]: { a: [2] },
    [`unet/diffusion_pytorch_model${tag}-00002-of-00002.safetensors`]: { b: [3], unlisted: [1] },
  })
  const index = (tag: string) =>
    JSON.stringify({
      metadata: { total_size: 20 },
      weight_map: {
        a: `diffusion_pytorch_model${tag}-00001-of-00002.safetensors`,
        b: `diffusion_pytorch_model${tag}-00002-of-00002.safetensors`,
      },
    })
  const spellings: readonly [string, string, string | undefined][] = [
    ['diffusion_pytorch_model.safetensors.index.json', '', undefined],
    ['diffusion_pytorch_model.safetensors.index.fp16.json', '.fp16', 'fp16'],
    ['diffusion_pytorch_model.fp16.safetensors.index.json', '.fp16', 'fp16'],
  ]
  for (const [name, tag, variant] of spellings) {
    const path = folder({ ...shards(tag), [`unet/${name}`]: index(tag) })
    const weights = openModelFolder(path, variant === undefined ? {} : { variant }).weights('unet')
    assert.deepEqual(weights.names, ['a', 'b'])
    assert.deepEqual(weights.read('b'), Float32Array.of(0, 1, 2))
    assert.deepEqual(weights.readFloat64('a'), Float64Array.of(0, 1))
    assert.match(weights.span('b').file, /00002-of-00002/)
    assert.equal(weights.has('unlisted'), false)
    refused(() => weights.read('c'), /there is no tensor "c"/)
  }
})

test('an index that does not fit its shards is refused by what is missing', () => {
  const index = 'unet/diffusion_pytorch_model.safetensors.index.json'
  const map = (weight_map: unknown) => JSON.stringify({ weight_map })
  const shard = 'diffusion_pytorch_model-00001-of-00001.safetensors'
  refused(
    () => names(folder({ [index]: map({ a: shard }) }), 'unet'),
    /00001-of-00001\.safetensors cannot be read: there is no such file/,
  )
  refused(
    () => names(folder({ [index]: map({ a: shard, b: shard }), [`unet/${shard}`]: { a: [1] } }), 'unet'),
    /00001-of-00001\.safetensors lacks the tensor "b" that .*index\.json puts there/,
  )
  refused(
    () => names(folder({ [index]: map({ a: '../x.safetensors' }) }), 'unet'),
    /puts "a" outside its folder/,
  )
  refused(() => names(folder({ [index]: '{}' }), 'unet'), /has no weight_map/)
  refused(() => names(folder({ [index]: '{' }), 'unet'), /index\.json is not valid JSON/)
  refused(
    () => names(folder({ [`unet/${shard}`]: { a: [1] } }), 'unet'),
    /unet holds no weights in safetensors/,
  )
})

test("a hub cache's links are followed to the files they lead to", () => {
  const path = folder({ 'blobs/0123': { a: [2] } })
  mkdirSync(join(path, 'unet'))
  symlinkSync('../blobs/0123', join(path, 'unet/diffusion_pytorch_model.safetensors'))
  const weights = openModelFolder(path).weights('unet')
  assert.equal(weights.span('a').file, join(path, 'blobs/0123'))
  assert.deepEqual(weights.read('a'), Float32Array.of(0, 1))
})

test('a component without weights that timelab reads is refused by what there is instead', () => {
  const path = folder({ 'unet/diffusion_pytorch_model.bin': 'x', 'vae/config.json': '{}' })
  refused(() => names(path, 'unet'), /only pickled ones \(diffusion_pytorch_model\.bin\): convert/)
  refused(() => names(path, 'vae'), /vae holds no weights in safetensors format/)
  refused(() => names(path, 'text_encoder'), /there is no folder .*text_encoder/)
})

test('what is no model folder is refused by what it lacks', () => {
  refused(() => openModelFolder(join(root, 'missing')), /There is no model folder .*missing/)
  refused(() => openModelFolder(folder({ 'model_index.json': '{' })), /model_index\.json is not valid JSON/)
  refused(
    () => openModelFolder(folder({ 'model_index.json': '[]' })),
    /model_index\.json holds no JSON object/,
  )
  refused(() => openModelFolder(folder({ 'model_index.json': '{}' })), /is of the class undefined/)
  refused(
    () => openModelFolder(folder({ 'model_index.json': '{"_class_name":"FluxPipeline"}' })),
    /is of the class "FluxPipeline": timelab runs StableDiffusionPipeline/,
  )
  const empty = mkdtempSync(join(root, 'empty-'))
  refused(() => openModelFolder(empty), /has no model_index\.json: give a folder in diffusers layout/)
  mkdirSync(join(empty, 'snapshots'))
  refused(() => openModelFolder(empty), /it is a hub cache, so give one of the folders in its "snapshots"/)
})

test("a component's configuration is parsed, or its file named", () => {
  const opened = openModelFolder(
    folder({
      'unet/config.json': '{"a":1}',
      'vae/config.json': '{"a":',
      'text_encoder/config.json': '{"a":1,"a":2}',
      'scheduler/scheduler_config.json': '{"b":2}',
    }),
  )
  assert.deepEqual(structuredClone(opened.config('unet')), { a: 1 })
  assert.deepEqual(structuredClone(opened.config('scheduler', 'scheduler_config.json')), { b: 2 })
  refused(() => opened.config('vae'), /vae.config\.json is not valid JSON/)
  refused(
    () => opened.config('text_encoder'),
    /text_encoder.config\.json is not valid JSON: the key "a" is there twice/,
  )
  refused(() => opened.config('scheduler'), /there is no file .*scheduler.config\.json/)
  assert.equal(opened.has('unet'), true)
  assert.equal(opened.has('safety_checker'), false)
  assert.equal(opened.file('unet', 'config.json'), join(opened.path, 'unet/config.json'))
})
