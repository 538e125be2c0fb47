import assert from 'node:assert/strict'
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openedIn, watchFiles } from '../files-opened-testing.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { writeSafetensors } from '../weights/write-safetensors.ts'

watchFiles()
const { loadModel, shippedModels } = await import('./model.ts')

/** A copy of the shipped model, changed. */
function copied(change: (folder: string) => void = () => {}): string {
  const folder = join(temporaryFolder(), 'model')
  cpSync(shippedModels.emoji, folder, { recursive: true, filter: (path) => !path.endsWith('clip') })
  change(folder)
  return folder
}

async function digestOf(folder: string): Promise<string> {
  const model = await loadModel(folder)
  await model.close()
  return model.digest()
}

/** Says the same where it is JSON; the last number is another where it is weights. */
function touch(path: string): void {
  const bytes = readFileSync(path)
  const last = bytes.length - 1
  if (!path.endsWith('.json')) bytes[last] = (bytes[last] ?? 0) ^ 1
  writeFileSync(path, path.endsWith('.json') ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes)
}

/** Spreads a component's tensors over two files, each of which holds all of them. */
function spread(folder: string): void {
  const [plain, first, second] = ['model', 'model-1-of-2', 'model-2-of-2'].map((name) =>
    join(folder, 'text_encoder', `${name}.safetensors`),
  ) as [string, string, string]
  const { weights } = openSafetensors(plain)
  const tensors = Object.fromEntries(
    weights.names.map((name) => [
      name,
      { dtype: 'F32', shape: weights.span(name).shape, data: weights.read(name) } as const,
    ]),
  )
  writeSafetensors(first, tensors)
  writeSafetensors(second, { ...tensors, more: { dtype: 'F32', shape: [1], data: Float32Array.of(1) } })
  renameSync(plain, join(folder, 'kept-aside'))
  map(folder, (k) => (k % 2 === 0 ? 1 : 2))
}
function map(folder: string, part: (k: number) => number): void {
  const { weights } = openSafetensors(join(folder, 'text_encoder', 'model-1-of-2.safetensors'))
  const places = weights.names.map((name, k) => [name, `model-${part(k)}-of-2.safetensors`])
  writeFileSync(
    join(folder, 'text_encoder', 'model.safetensors.index.json'),
    JSON.stringify({ weight_map: Object.fromEntries(places) }),
  )
}

test('every file that a model is made from enters its digest, wherever the folder lies', async () => {
  const folder = copied()
  const digest = await digestOf(folder)
  assert.equal(await digestOf(copied()), digest)
  const files = openedIn(folder)
    // What it says enters every record by itself: steps, guidance and lambda.
    .filter((file) => file !== 'timelab.json')
  assert.ok(files.includes(join('vae', 'diffusion_pytorch_model.safetensors')), files.join())
  const digests = new Set([digest])
  for (const file of files) {
    const before = readFileSync(join(folder, file))
    touch(join(folder, file))
    digests.add(await digestOf(folder))
    writeFileSync(join(folder, file), before)
  }
  assert.equal(digests.size, files.length + 1)
})

test('which of several files a tensor is taken from enters the digest', async () => {
  const folder = copied(spread)
  const digest = await digestOf(folder)
  map(folder, (k) => (k % 2 === 0 ? 2 : 1))
  assert.notEqual(await digestOf(folder), digest)
})

test('weights that are laid over the UNet’s make another model', async () => {
  const over = join(temporaryFolder(), 'over.safetensors')
  const model = await loadModel('emoji')
  const name = model.unetWeights.names.find((each) => each.endsWith('attn2.to_k.weight')) ?? ''
  const { shape } = model.unetWeights.span(name)
  const data = model.unetWeights.read(name).map((value) => 2 * value)
  writeSafetensors(over, { [name]: { dtype: 'F32', shape, data } })
  const { weights } = openSafetensors(over)
  const edited = await loadModel('emoji', {
    unetWeights: (original) => {
      const of = (asked: string) => (asked === name ? weights : original)
      return {
        ...original,
        span: (asked) => of(asked).span(asked),
        read: (asked) => of(asked).read(asked),
        readFloat64: (asked) => of(asked).readFloat64(asked),
      }
    },
  })
  assert.notEqual(await edited.digest(), await model.digest())
  await Promise.all([model.close(), edited.close()])
})
