import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createGenerator } from '../engine/random.ts'
import { openJudge } from '../evaluation/judge.ts'
import { makeOtherJudge, shippedClip } from '../evaluation/testing.ts'
import { encodePng, type Pixels } from '../images/png.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { openLedger } from './ledger.ts'
import { rescorePictures } from './rescore.ts'
import { keepPicture, picturePath } from './run-folder.ts'
import { someSettings, someUnits } from './testing.ts'

const [own, other] = [await openJudge(shippedClip), await openJudge(makeOtherJudge(temporaryFolder()))]
after(() => Promise.all([own.close(), other.close()]))

const size = someSettings.sampling

/** Six units, the last two of one picture, as the run's own judge saw them. */
async function someRun() {
  const folder = temporaryFolder()
  const ledger = openLedger(folder)
  const units = someUnits(6)
  const pixels = units.map((_, k): Pixels => {
    const { randn } = createGenerator(Math.min(k, 4))
    return { pixels: Uint8Array.from(randn(64 * 64 * 3), (x) => 128 + 40 * x), width: 64, height: 64 }
  })
  const features = await own.embedPictures(pixels)
  const pngs = await Promise.all(pixels.map((picture) => encodePng(picture)))
  const pictures = units.map((unit, k) => ({
    unit,
    png: keepPicture(folder, pngs[k]!),
    feature: features[k]!,
  }))
  ledger.record({ judge: own.digest, pictures, edits: [], seconds: 1, at: 1 })
  return { folder, ledger, units, pixels }
}

test('another judge sees the stored pictures as it would have seen the drawn ones, each file once', async (t) => {
  const { folder, ledger, units, pixels } = await someRun()
  t.after(ledger.close)
  let shown = 0
  const judge: typeof other = {
    ...other,
    embedPictures: (pictures) => {
      shown += pictures.length
      return other.embedPictures(pictures)
    },
  }
  assert.equal(await rescorePictures({ folder, ledger, judge, size }), 6)
  assert.equal(shown, 5)
  const expected = await other.embedPictures(pixels)
  assert.deepEqual(ledger.features(other.digest), new Map(units.map(({ key }, k) => [key, expected[k]])))
  assert.notDeepEqual(ledger.features(other.digest), ledger.features(own.digest))
  assert.equal(await rescorePictures({ folder, ledger, judge, size }), 0)
  assert.equal(shown, 5)
})

test('cut off between batches it keeps what it has, and goes on from there', async (t) => {
  const { folder, ledger } = await someRun()
  t.after(ledger.close)
  const stop = new AbortController()
  const told: number[] = []
  const rescore = (signal?: AbortSignal) =>
    rescorePictures({
      folder,
      ledger,
      judge: other,
      size,
      batch: 2,
      ...(signal ? { signal } : {}),
      onProgress: (done) => {
        told.push(done)
        if (done > 0) stop.abort()
      },
    })
  await assert.rejects(rescore(stop.signal), { name: 'AbortError' })
  const kept = ledger.features(other.digest).size
  assert.deepEqual(told, [0, kept])
  assert.equal(await rescore(), 6 - kept)
  assert.deepEqual([told[2], told.at(-1)], [kept, 6])
  const whole = await someRun()
  t.after(whole.ledger.close)
  await rescorePictures({ ...whole, judge: other, size })
  assert.deepEqual(ledger.features(other.digest), whole.ledger.features(other.digest))
})

test('a picture whose file is gone is named, and what was seen before it is kept', async (t) => {
  const { folder, ledger } = await someRun()
  t.after(ledger.close)
  const pictures = ledger.pictures()
  const last = [...new Set(pictures.map(({ png }) => png))].at(-1)!
  rmSync(picturePath(folder, last))
  const broken = rescorePictures({ folder, ledger, judge: other, size, batch: 1 })
  await assert.rejects(broken, new RegExp(`no longer has its picture ${join(folder, 'pictures')}`))
  assert.equal(ledger.features(other.digest).size, pictures.filter(({ png }) => png !== last).length)
})
