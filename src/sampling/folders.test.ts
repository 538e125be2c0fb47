import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeImage } from '../images/png.ts'
import { loadModel } from '../models/model.ts'
import type { SamplerName } from '../models/scheduler-config.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { writeSafetensors } from '../weights/write-safetensors.ts'
import { draw } from './draw.ts'

/** A folder that diffusers mends as it loads it, and what it drew then: scripts/goldens/folders.py. */
interface Case {
  readonly name: string
  /** Files of the tiny model that are written anew, as text. */
  readonly files: Readonly<Record<string, string>>
  readonly scheduler?: SamplerName
  /** Pixels a side by default. */
  readonly size: number
  /** Other prompts than `jobs` has. */
  readonly prompts?: readonly string[]
  /** Rows put behind the text encoder's embedding. */
  readonly rows?: readonly (readonly number[])[]
  /** Of the golden strips; absent where nothing was drawn. */
  readonly row?: number
}

const jobs = [
  { prompt: 'A rose', seed: 0 },
  { prompt: 'a photo of a blue rose!', seed: 1 },
]
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('goldens/folders.golden.json', import.meta.url), 'utf8'),
)
const strips = await decodeImage(readFileSync(new URL('goldens/folders.png', import.meta.url)))
const tiny = fileURLToPath(new URL('../models/goldens/sd1', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'timelab-folders-'))
after(() => rmSync(root, { recursive: true }))
/** Compiled once: most cases differ from it by their scheduler alone. */
const base = await loadModel(tiny, { threads: 1 })
after(() => base.close())

for (const { name, files, scheduler, size, prompts = [], rows = [], row } of cases) {
  test(`${name}: drawn as diffusers draws it, within 2 of 255`, async () => {
    const folder = mkdtempSync(join(root, 'model-'))
    cpSync(tiny, folder, { recursive: true })
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
    if (rows.length > 0) growEmbedding(join(folder, 'text_encoder/model.safetensors'), rows)
    const model = await loadModel(folder, { threads: 1 })
    assert.equal(model.size, size)
    if (row === undefined) return
    const scheduled = Object.keys(files).every((path) => /^(?:scheduler|model_index)/.test(path))
    const drawn = scheduled ? { ...base, scheduler: model.scheduler } : model
    const asked = jobs.map((job, k) => ({ ...job, prompt: prompts[k] ?? job.prompt }))
    const options = { steps: 6, guidance: 3, ...(scheduler ? { scheduler } : {}) }
    const pictures = await Array.fromAsync(draw(drawn, asked, options))
    await model.close()
    for (const [k, { pixels, width, height }] of pictures.entries()) {
      for (const [i, value] of pixels.entries()) {
        const [y, x] = [Math.floor(i / (3 * width)), i % (3 * width)]
        const expected = strips.pixels[((row * height + y) * strips.width + k * width) * 3 + x]!
        assert.ok(Math.abs(value - expected) <= 2, `picture ${k}, row ${y}: ${value} instead of ${expected}`)
      }
    }
  })
}

function growEmbedding(path: string, rows: readonly (readonly number[])[]): void {
  const { weights } = openSafetensors(path)
  const tensors = weights.names
    .filter((name) => !name.endsWith('position_ids'))
    .map((name) => {
      const { shape } = weights.span(name)
      const data = weights.read(name)
      if (!name.endsWith('token_embedding.weight')) return [name, { dtype: 'F16', shape, data }] as const
      const [count = 0, width = 0] = shape
      const grown = Float32Array.from([...data, ...rows.flat()])
      return [name, { dtype: 'F16', shape: [count + rows.length, width], data: grown }] as const
    })
  writeSafetensors(path, Object.fromEntries(tensors))
}
