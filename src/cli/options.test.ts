import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { makeFolder } from '../files.ts'
import { numberAbove, oneOf, wholeNumber } from './options.ts'
import { checkOutFolder } from './out-folder.ts'

test('numbers are read whole, and anything else is refused by the name of its flag', () => {
  assert.equal(numberAbove('--lambda', 0)('1e-3'), 0.001)
  assert.equal(wholeNumber('--seeds', 1)('8'), 8)
  for (const text of ['0', '-1', 'NaN', 'Infinity', 'ten', '', ' ', '1x']) {
    assert.throws(() => numberAbove('--lambda', 0)(text), new RegExp(`--lambda "${text}"`), text)
  }
  for (const text of ['0', '1.5', '', 'x', '1e99']) {
    assert.throws(() => wholeNumber('--seeds', 1)(text), InputError, text)
  }
  assert.throws(() => oneOf('--only', ['keys', 'values'])('both'), /--only "both" is not one of keys, values/)
})

test('an out folder is checked without being made', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'timelab-'))
  t.after(() => rmSync(folder, { recursive: true }))
  assert.equal(checkOutFolder(join(folder, 'a', 'b')), join(folder, 'a', 'b'))
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => checkOutFolder(join(folder, 'file', 'deeper')), /is not a folder/)
  assert.deepEqual(readdirSync(folder), ['file'])
})

test('an out folder is made with those above it, and one that the system refuses is named', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'timelab-'))
  t.after(() => rmSync(folder, { recursive: true }))
  makeFolder(join(folder, 'a', 'b'))
  makeFolder(join(folder, 'a', 'b'))
  assert.deepEqual(readdirSync(join(folder, 'a')), ['b'])
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => makeFolder(join(folder, 'file', 'deeper')), InputError)
  if (process.platform === 'linux')
    assert.throws(() => makeFolder('/proc/none/deeper'), /none cannot be made/)
})
