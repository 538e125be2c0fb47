import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sha256 } from '../digest.ts'
import { InputError } from '../errors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { openLedger } from './ledger.ts'
import { someEdit, someUnits } from './testing.ts'
import { editId } from './unit.ts'

const effect = { layers: 6, matrices: 12, parameters: 245_760, size: 0.14 }
const entry = (count: number) => ({
  judge: 'clip',
  pictures: someUnits(count).map((unit, k) => ({
    unit,
    png: sha256(`png${k}`),
    feature: Float32Array.of(k, 0.1),
  })),
  edits: [{ id: editId(someEdit), spec: someEdit, effect }],
  seconds: 1.5,
  at: 1000,
})

test('what was recorded is read back to the bit, by another reader as well', (t) => {
  const folder = temporaryFolder()
  const ledger = openLedger(folder)
  t.after(ledger.close)
  ledger.record(entry(3))
  ledger.recordTexts('clip', new Map([['A rose', Float32Array.of(1, 2)]]))
  ledger.nameJudge('clip', 'first')
  ledger.nameJudge('clip', 'ViT-B/32')
  const reader = openLedger(folder, { readOnly: true })
  t.after(reader.close)
  for (const each of [ledger, reader]) {
    assert.deepEqual(
      each.features('clip'),
      new Map(someUnits(3).map(({ key }, k) => [key, Float32Array.of(k, 0.1)])),
    )
    assert.deepEqual(each.texts('clip').get('A rose'), Float32Array.of(1, 2))
    assert.deepEqual(each.edits(), [{ id: editId(someEdit), spec: someEdit, effect }])
    assert.deepEqual(each.judges(), [{ digest: 'clip', name: 'ViT-B/32', pictures: 3 }])
    assert.deepEqual(each.pace(5), [{ pictures: 3, at: 1000 }])
    assert.equal(each.pictures().length, 3)
    assert.equal(each.features('another').size, 0)
  }
})

test('a batch that comes twice is recorded once', (t) => {
  const ledger = openLedger(temporaryFolder())
  t.after(ledger.close)
  ledger.record(entry(2))
  ledger.record(entry(4))
  assert.equal(ledger.keys('clip').size, 4)
  assert.equal(ledger.edits().length, 1)
})

test('a batch that cannot be recorded whole leaves nothing', (t) => {
  const ledger = openLedger(temporaryFolder())
  t.after(ledger.close)
  const broken = entry(3)
  const half = {
    ...broken,
    pictures: [
      ...broken.pictures,
      { ...broken.pictures[0]!, png: null as unknown as string, unit: { ...someUnits(9)[8]! } },
    ],
  }
  assert.throws(() => ledger.record(half))
  assert.equal(ledger.keys('clip').size, 0)
  ledger.record(broken)
  assert.equal(ledger.keys('clip').size, 3)
})

test('a file that is no ledger, and a folder without one, are refused by name', () => {
  const folder = temporaryFolder()
  const unbegun = () =>
    assert.throws(
      () => openLedger(folder, { readOnly: true }),
      /holds no ledger: give the folder of a run that/,
    )
  unbegun()
  writeFileSync(join(folder, 'ledger.sqlite'), '')
  unbegun()
  writeFileSync(join(folder, 'ledger.sqlite'), 'hello, this is text and no database at all')
  assert.throws(() => openLedger(folder, { readOnly: true }), InputError)
})
