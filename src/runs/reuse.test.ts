import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { sha256 } from '../digest.ts'
import { encodePng } from '../images/png.ts'
import { temporaryFolder } from '../weights/testing.ts'
import type { Outcome } from './executor.ts'
import { openLedger } from './ledger.ts'
import { reuseUnits } from './reuse.ts'
import { keepPicture, picturePath, readPicture } from './run-folder.ts'
import { someEdit, someOutcome, someSettings, someUnits } from './testing.ts'
import { createUnits, editId, type Unit } from './unit.ts'

const effect = { layers: 6, matrices: 12, parameters: 245_760, size: 0.14 }
const unit = createUnits(someSettings.model.digest, someSettings.sampling)

const likeness = { width: 64, height: 64, features: 2 }

/** A run of some pictures, all of them kept as `pngs` says and seen with the features given. */
async function someRun(
  units: readonly Unit[],
  spoil: (outcome: Outcome, k: number) => Partial<Outcome> = () => ({}),
) {
  const folder = temporaryFolder()
  const ledger = openLedger(folder)
  const outcomes = await Promise.all(
    units.map(async (each, k) => {
      const outcome = await someOutcome(each)
      return { ...outcome, ...spoil(outcome, k) }
    }),
  )
  ledger.record({
    judge: 'clip',
    pictures: units.map((each, k) => ({
      unit: each,
      png: keepPicture(folder, outcomes[k]!.png),
      feature: outcomes[k]!.feature,
    })),
    edits: [
      { id: editId(someEdit), spec: someEdit, effect },
      { id: sha256('other'), spec: { ...someEdit, lambda: 1 }, effect },
    ],
    seconds: 1,
    at: 0,
  })
  ledger.close()
  return { folder, outcomes }
}

test('a run takes over the units, edits and pictures that it would draw again, and no others', async (t) => {
  const edited = unit('A rose', 0, someEdit)
  const { folder: from, outcomes } = await someRun([...someUnits(3), edited])
  const into = temporaryFolder()
  const ledger = openLedger(into)
  t.after(ledger.close)

  const wanted = [...someUnits(2), edited, unit('A tulip', 0)]
  const options = { from, into, ledger, judge: 'clip', likeness, keepPictures: true }
  assert.equal(await reuseUnits(wanted, options), 3)
  assert.deepEqual(ledger.keys('clip'), new Set(wanted.slice(0, 3).map(({ key }) => key)))
  assert.deepEqual(ledger.features('clip').get(edited.key), outcomes[3]?.feature)
  assert.deepEqual(
    ledger.edits().map(({ id }) => id),
    [editId(someEdit)],
  )
  for (const { png } of ledger.pictures()) readPicture(into, png)
  assert.equal(await reuseUnits(wanted, options), 0)
  assert.equal(await reuseUnits([unit('A rose', 2)], { ...options, judge: 'another' }), 0)
})

test('what another folder holds is checked as what comes from outside, and told once', async (t) => {
  const page = Buffer.from('<html>')
  const small = await encodePng({ pixels: new Uint8Array(3 * 32 * 32), width: 32, height: 32 })
  const spoils: readonly Partial<Outcome>[] = [
    { png: page },
    { png: small },
    { feature: Float32Array.of(Number.NaN, 1) },
    { feature: Float32Array.of(1, 0, 0) },
    {},
  ]
  const units = someUnits(6)
  const { folder: from, outcomes } = await someRun(units, (_, k) => spoils[k] ?? {})
  rmSync(picturePath(from, sha256(outcomes[5]!.png)))
  const into = temporaryFolder()
  const ledger = openLedger(into)
  t.after(ledger.close)
  const notices: string[] = []
  const onNotice = (notice: string) => notices.push(notice)
  const options = { from, into, ledger, judge: 'clip', likeness, keepPictures: true, onNotice }
  assert.equal(await reuseUnits(units, options), 1)
  assert.deepEqual(ledger.keys('clip'), new Set([units[4]?.key]))
  assert.equal(notices.length, 1)
  assert.match(notices[0] ?? '', /^5 pictures of .* are not taken over \([^)]*\): they are drawn again\.$/)
})
