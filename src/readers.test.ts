import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readNotebook } from '../kernels/client/notebook.ts'
import { readKernelSpec } from '../kernels/client/spec.ts'
import { readConnectionFile } from '../kernels/timelab/connection-file.ts'
import { readCaptions, readDataset, readProfessions } from './datasets/read.ts'
import { summarise } from './datasets/summary.ts'
import { fileDigest } from './digest.ts'
import { readEdit } from './editing/edit-file.ts'
import { loadMethod } from './editing/method.ts'
import { readGaussian } from './evaluation/gaussian-file.ts'
import { openJudge } from './evaluation/judge.ts'
import { pictureStatistics } from './evaluation/picture-statistics.ts'
import { shippedClip } from './evaluation/testing.ts'
import { loadModel } from './models/model.ts'
import { readSettings } from './runs/run-folder.ts'
import { runIdentity } from './runs/run-id.ts'
import { openSafetensors } from './weights/safetensors.ts'

/*
 * Whatever reads a file refuses what is no regular file, or larger than any of its kind, in one sentence and at once:
 * a reader that waited for the pipe, or read the device, would never end.
 */

const root = mkdtempSync(join(tmpdir(), 'timelab-readers-'))
after(() => rmSync(root, { recursive: true }))
const tiny = fileURLToPath(new URL('models/goldens/sd1', import.meta.url))

/** What may stand in a file's place. */
const strange: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a folder': (path) => mkdirSync(path),
  'a link to nothing': (path) => symlinkSync(join(root, 'nothing'), path),
  'links in a circle': (path) => symlinkSync(path, path),
  'a file without end': (path) => {
    writeFileSync(path, '')
    truncateSync(path, 2 ** 40)
  },
}

/** Readers of one file. */
const files: Readonly<Record<string, (path: string) => unknown>> = {
  'a data set': readDataset,
  professions: readProfessions,
  captions: readCaptions,
  'a file to summarise': summarise,
  'an edit': readEdit,
  statistics: readGaussian,
  weights: openSafetensors,
  'a method': loadMethod,
  'a notebook': readNotebook,
  'a connection file': readConnectionFile,
  'a digest of a file': (path) => (path.endsWith('a file without end') ? never() : fileDigest(path)),
}

const withoutTokenizerJson = (folder: string): void => {
  cpSync(tiny, folder, { recursive: true })
  rmSync(join(folder, 'tokenizer/tokenizer.json'))
}

/** Readers of a folder, with a file that they read in it; `whole` makes the rest of the folder. */
const folders: readonly (readonly [
  name: string,
  read: (folder: string) => unknown,
  whole?: (folder: string) => void,
])[] = [
  ['kernel.json', readKernelSpec],
  ['run.json', readSettings],
  ['queue-id', runIdentity],
  [
    'one.png',
    (folder) => pictureStatistics(folder, noExtractor),
    (folder) => writeFileSync(join(folder, 'two.png'), ''),
  ],
  ...['config.json', 'tokenizer.json', 'preprocessor_config.json', 'onnx/model.onnx'].map(
    (name) =>
      [name, openJudge, (folder: string) => cpSync(shippedClip, folder, { recursive: true })] as const,
  ),
  ...[
    'model_index.json',
    'timelab.json',
    'text_encoder/config.json',
    'text_encoder/model.safetensors',
    'unet/config.json',
    'unet/diffusion_pytorch_model.safetensors',
    'vae/config.json',
    'scheduler/scheduler_config.json',
    'tokenizer/tokenizer.json',
    'tokenizer/tokenizer_config.json',
    'tokenizer/special_tokens_map.json',
    'tokenizer/added_tokens.json',
  ].map((name) => [name, loadModel, (folder: string) => cpSync(tiny, folder, { recursive: true })] as const),
  ...['vocab.json', 'merges.txt'].map(
    (name) => [`tokenizer/${name}`, loadModel, withoutTokenizerJson] as const,
  ),
]

const never = (): never => {
  throw Object.assign(new Error('a digest is of files of any size'), { name: 'InputError' })
}
const noExtractor = { source: { name: 'none', resizing: 'none' }, embedPictures: async () => [] }

async function refuses(read: () => unknown): Promise<void> {
  await assert.rejects(
    async () => void (await read()),
    (error: Error) => {
      assert.equal(error.name, 'InputError', error.stack)
      assert.ok(error.message.length > 30 && !error.message.includes('\n'), error.message)
      return true
    },
  )
}

const skip = process.platform === 'win32'
for (const [kind, read] of Object.entries(files)) {
  test(`${kind} is read from a regular file alone`, { skip }, async () => {
    const folder = mkdtempSync(join(root, 'file-'))
    for (const [what, make] of Object.entries(strange)) {
      make(join(folder, what))
      await refuses(() => read(join(folder, what)))
    }
    await refuses(() => read(join(folder, 'missing')))
  })
}

for (const [name, read, whole] of folders) {
  test(`${name} is read from a regular file alone, in the folder of ${read.name || 'pictures'}`, {
    skip,
  }, async () => {
    for (const make of Object.values(strange)) {
      const folder = mkdtempSync(join(root, 'folder-'))
      whole?.(folder)
      rmSync(join(folder, name), { force: true })
      make(join(folder, name))
      await refuses(() => read(folder))
      rmSync(folder, { recursive: true })
    }
  })
}
