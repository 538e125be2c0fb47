import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runTimelab } from './testing.ts'

const tiny = fileURLToPath(new URL('../models/goldens/sd1', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'timelab-cli-folders-'))
after(() => rmSync(root, { recursive: true }))

/** A copy of the tiny model whose index and scheduler are of another class. */
function folderOf(className: string): string {
  const folder = mkdtempSync(join(root, 'model-'))
  cpSync(tiny, folder, { recursive: true })
  for (const [file, change] of [
    ['model_index.json', { scheduler: ['diffusers', className] }],
    [
      'scheduler/scheduler_config.json',
      { _class_name: className, sigma_min: null, timestep_type: 'discrete' },
    ],
  ] as const) {
    const path = join(folder, file)
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
  }
  return folder
}

const generate = (folder: string, ...more: readonly string[]) =>
  runTimelab(root, [
    'generate',
    'A rose',
    '--model',
    folder,
    '--steps',
    '2',
    ...(more.includes('--out') ? [] : ['--out', 'out']),
    ...more,
  ])

test('what is mended or ignored is said once on standard error, and the pictures are drawn', async () => {
  const { code, err } = await generate(
    folderOf('EulerDiscreteScheduler'),
    '--scheduler',
    'ddim',
    '--seeds',
    '2',
    '--batch',
    '1',
  )
  assert.equal(code, 0, err)
  const notes = err.split(/\r?\n/).filter((line) => line.startsWith('Note: '))
  assert.equal(notes.length, 2, err)
  assert.match(notes[0] ?? '', /"sigma_min", "timestep_type" are not read here, nor by diffusers\.$/)
  assert.match(notes[1] ?? '', /"clip_sample" is missing, that is true and taken as false/)
})

test('a scheduler of a class that timelab lacks is refused with the flags that go on', async () => {
  const { code, err } = await generate(folderOf('EulerDiscreteScheduler'), '--out', 'refused')
  assert.equal(code, 2)
  assert.match(
    err,
    /is EulerDiscreteScheduler, which timelab does not have: choose another with --scheduler pndm, --scheduler ddim/,
  )
  assert.equal(existsSync(join(root, 'refused')), false)
})

test('a component of several variants is refused with the flag that asks for one, and drawn with it', async () => {
  const folder = mkdtempSync(join(root, 'model-'))
  cpSync(tiny, folder, { recursive: true })
  const weights = (variant: string) => join(folder, `unet/diffusion_pytorch_model${variant}.safetensors`)
  renameSync(weights(''), weights('.fp16'))
  cpSync(weights('.fp16'), weights('.ema'))
  const refused = await generate(folder)
  assert.equal(refused.code, 2)
  assert.match(refused.err, /only those of "ema", "fp16": ask for one with --variant ema/)
  const { code, err } = await generate(folder, '--variant', 'fp16')
  assert.equal(code, 0, err)
})
