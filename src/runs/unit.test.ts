import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical.ts'
import { someEdit, someSettings } from './testing.ts'
import { createUnits, editId } from './unit.ts'

const { sampling, model } = someSettings
const unit = createUnits(model.digest, sampling)

test('everything that a picture depends on enters its key, and nothing else', () => {
  const keys = [
    unit('A rose', 0),
    unit('A rose', 1),
    unit('A rose ', 0),
    unit('A rose', 0, someEdit),
    unit('A rose', 0, { ...someEdit, lambda: 101 }),
    unit('A rose', 0, { ...someEdit, only: 'values' }),
    unit('A rose', 0, { ...someEdit, pairs: [...someEdit.pairs, ...someEdit.pairs] }),
    createUnits('f'.repeat(64), sampling)('A rose', 0),
    createUnits(model.digest, { ...sampling, steps: 21 })('A rose', 0),
    createUnits(model.digest, { ...sampling, pixels: 'floor' })('A rose', 0),
  ].map(({ key }) => key)
  assert.equal(new Set(keys).size, keys.length)
  assert.equal(unit('A rose', 0, { ...someEdit }).key, unit('A rose', 0, someEdit).key)
})

test('an edit has one identity however its settings are written down', () => {
  const backwards = Object.fromEntries(Object.entries(someEdit).reverse()) as unknown as typeof someEdit
  assert.equal(editId(backwards), editId(someEdit))
})

test('canonical JSON reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})
