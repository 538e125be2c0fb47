import assert from 'node:assert/strict'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { encodePng } from '../images/png.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { openJudge } from './judge.ts'
import { judgeAsExtractor, pictureStatistics } from './picture-statistics.ts'

const clip = fileURLToPath(new URL('../../models/emoji/clip', import.meta.url))
const flat = (colour: number) =>
  encodePng({ pixels: new Uint8Array(64 * 64 * 3).fill(colour), width: 64, height: 64 })

test('statistics of a folder are of its pictures alone, in whatever order they lie', async (t) => {
  const folder = temporaryFolder()
  for (const colour of [0, 90, 255]) writeFileSync(join(folder, `${colour}.png`), await flat(colour))
  writeFileSync(join(folder, 'notes.txt'), 'not a picture')
  mkdirSync(join(folder, 'more'))
  const judge = await openJudge(clip)
  t.after(judge.close)
  const { mean, count, source } = await pictureStatistics(folder, judgeAsExtractor(judge))
  const features = await judge.embedPictures(
    [0, 255, 90].map((colour) => ({
      pixels: new Uint8Array(64 * 64 * 3).fill(colour),
      width: 64,
      height: 64,
    })),
  )
  assert.equal(count, 3)
  assert.equal(source.name, `clip:${judge.digest}`)
  for (const [at, value] of mean.entries()) {
    const expected = features.reduce((sum, feature) => sum + (feature[at] ?? 0), 0) / 3
    assert.ok(Math.abs(value - expected) < 1e-6)
  }
})

test('a folder without pictures and a file that is none are refused by name', async (t) => {
  const judge = await openJudge(clip)
  t.after(judge.close)
  const folder = temporaryFolder()
  const read = () => pictureStatistics(folder, judgeAsExtractor(judge))
  await assert.rejects(
    read,
    (error) => error instanceof InputError && error.message.includes('holds 0 pictures'),
  )
  writeFileSync(join(folder, 'a.png'), await flat(1))
  cpSync(join(clip, 'config.json'), join(folder, 'b.png'))
  await assert.rejects(read, /b\.png is no picture/)
  await assert.rejects(() => pictureStatistics(join(folder, 'none'), judgeAsExtractor(judge)), InputError)
})
