import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../weights/testing.ts'
import { openLedger } from './ledger.ts'
import { reuseUnits } from './reuse.ts'
import { keepPicture, readPicture } from './run-folder.ts'
import { someEdit, someSettings, someUnits } from './testing.ts'
import { createUnits, editId } from './unit.ts'

const effect = { layers: 6, matrices: 12, parameters: 245_760, size: 0.14 }
const unit = createUnits(someSettings.model.digest, someSettings.sampling)

test('a run takes over the units, edits and pictures that it would draw again, and no others', (t) => {
  const [from, into] = [temporaryFolder(), temporaryFolder()]
  const [old, ledger] = [openLedger(from), openLedger(into)]
  t.after(ledger.close)
  const edited = unit('A rose', 0, someEdit)
  const drawn = [...someUnits(3), edited]
  const png = keepPicture(from, Uint8Array.of(1, 2, 3))
  old.record({
    judge: 'clip',
    pictures: drawn.map((each, k) => ({ unit: each, png, feature: Float32Array.of(k) })),
    edits: [
      { id: editId(someEdit), spec: someEdit, effect },
      { id: 'other', spec: { ...someEdit, lambda: 1 }, effect },
    ],
    seconds: 1,
    at: 0,
  })
  old.close()

  const wanted = [...someUnits(2), edited, unit('A tulip', 0)]
  const options = { from, into, ledger, judge: 'clip', keepPictures: true }
  assert.equal(reuseUnits(wanted, options), 3)
  assert.deepEqual(ledger.keys(), new Set(wanted.slice(0, 3).map(({ key }) => key)))
  assert.deepEqual(ledger.features('clip').get(edited.key), Float32Array.of(3))
  assert.deepEqual(
    ledger.edits().map(({ id }) => id),
    [editId(someEdit)],
  )
  assert.deepEqual([...readPicture(into, png)], [1, 2, 3])
  assert.equal(reuseUnits(wanted, options), 0)
  assert.equal(reuseUnits([unit('A rose', 2)], { ...options, judge: 'another' }), 0)
})
