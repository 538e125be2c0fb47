import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { encodePng } from '../images/png.ts'
import { encodeWork } from './batch-message.ts'
import { takeWork } from './check-work.ts'
import type { Outcome, Work } from './executor.ts'
import { someEdit, someOutcome, someSettings } from './testing.ts'
import { createUnits, editId } from './unit.ts'

const unit = createUnits(someSettings.model.digest, someSettings.sampling)
const units = [unit('A rose', 0, someEdit), unit('A rose', 1, someEdit)]
const effect = { layers: 6, matrices: 12, parameters: 245_760, size: 0.14 }
const work: Work = {
  outcomes: await Promise.all(units.map(someOutcome)),
  edits: [{ id: editId(someEdit), spec: someEdit, effect }],
  seconds: 1,
}
const likeness = { width: 64, height: 64, features: 2 }
const missing = new Set(units.map(({ key }) => key))
const take = (text: string, planned = new Set([editId(someEdit)])) =>
  takeWork(text, missing, planned, likeness)

const [first, second] = work.outcomes as readonly [Outcome, Outcome]
const withFirst = (other: Partial<Outcome>): string =>
  encodeWork({ ...work, outcomes: [{ ...first, ...other }, second] })
const blank = { pixels: new Uint8Array(3 * 64 * 64), width: 64, height: 64 }

test('what a worker gave is taken as it is: what is missing and planned of it, each picture once', async () => {
  const taken = await take(encodeWork(work))
  assert.ok('work' in taken)
  assert.deepEqual(taken.work.edits, work.edits)
  assert.deepEqual(
    taken.work.outcomes.map(({ key, png, feature }) => ({ key, png: Buffer.from(png), feature })),
    work.outcomes,
  )
  const more = { ...work, outcomes: [...work.outcomes, first, await someOutcome(unit('A tulip', 0))] }
  const again = await take(encodeWork(more), new Set())
  assert.ok('work' in again)
  assert.deepEqual(
    again.work.outcomes.map(({ key }) => key),
    units.map(({ key }) => key),
  )
  assert.deepEqual(again.work.edits, [])
})

const spoiled: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'no JSON': ['garbage', /not what a worker writes/],
  'JSON of something else': ['null', /not what a worker writes/],
  'a part that is missing': [JSON.stringify({ outcomes: [], edits: [] }), /not what a worker writes/],
  'a feature that is not base64': [
    encodeWork(work).replace(/"feature":"[^"]*"/, '"feature":"?!"'),
    /not what a worker writes/,
  ],
  'a feature of half a number': [
    encodeWork(work).replace(/"feature":"[^"]*"/, '"feature":"AAA="'),
    /not what a worker writes/,
  ],
  'a page as a picture': [withFirst({ png: Buffer.from('<html><body>502</body></html>') }), /not a PNG file/],
  'a picture of another kind': [
    withFirst({ png: await sharp(Buffer.from(first.png)).jpeg().toBuffer() }),
    /not a PNG file/,
  ],
  'a picture that is cut off': [withFirst({ png: first.png.slice(0, 60) }), /not a PNG file/],
  'a larger picture': [
    withFirst({ png: await encodePng({ pixels: new Uint8Array(3 * 128 * 64), width: 128, height: 64 }) }),
    /not a PNG file/,
  ],
  'a picture of another shape': [
    withFirst({ png: await encodePng({ ...blank, width: 32, height: 128 }) }),
    /32 x 128 instead of 64 x 64/,
  ],
  'a feature of other width': [withFirst({ feature: Float32Array.of(1, 0, 0) }), /3 numbers instead of 2/],
  'a feature that is not finite': [withFirst({ feature: Float32Array.of(Number.NaN, 1) }), /not a number/],
  'a feature of other length': [withFirst({ feature: Float32Array.of(2, 0) }), /not of unit length/],
  'no feature': [withFirst({ feature: Float32Array.of(0, 0) }), /not of unit length/],
  'an edit under the name of another': [
    encodeWork({ ...work, edits: [{ id: editId(someEdit), spec: { ...someEdit, lambda: 1 }, effect }] }),
    /an edit that is another/,
  ],
  'an effect that is no number': [encodeWork(work).replace('0.14', 'null'), /not what a worker writes/],
}
for (const [name, [text, says]] of Object.entries(spoiled)) {
  test(`a result is not taken for ${name}`, async () => {
    const taken = await take(text)
    assert.ok('problem' in taken)
    assert.match(taken.problem, says)
  })
}
