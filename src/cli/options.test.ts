import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { makeFolder } from '../files.ts'
import { limits } from './limits.ts'
import { numberAbove, oneOf, readLambdas, readSeeds, wholeNumber } from './options.ts'
import { checkOutFolder } from './out-folder.ts'

test('numbers are read whole, and anything else is refused by the name of its flag', () => {
  const lambda = numberAbove('--lambda', 0, limits.lambda)
  const steps = wholeNumber('--steps', 1, limits.steps)
  assert.equal(lambda('1e-3'), 0.001)
  assert.equal(steps('8'), 8)
  for (const text of ['0', '-1', 'NaN', 'Infinity', 'ten', '', ' ', '1x']) {
    assert.throws(() => lambda(text), new RegExp(`--lambda "${text}"`), text)
  }
  for (const text of ['0', '1.5', '', 'x', '1e99']) {
    assert.throws(() => steps(text), InputError, text)
  }
  assert.throws(() => oneOf('--only', ['keys', 'values'])('both'), /--only "both" is not one of keys, values/)
})

test('every number has a limit, and the sentence that refuses more says which', () => {
  for (const [name, limit] of Object.entries(limits)) {
    const read = numberAbove(`--${name}`, 0, limit)
    assert.equal(read(String(limit.most)), limit.most)
    assert.throws(
      () => read(String(2 * limit.most)),
      /^InputError: --\w+ "\d[^"]*" is too large: at most [\d,e]+/,
    )
  }
})

test('seeds are a number of them, a list or ranges', () => {
  assert.equal(readSeeds('8'), 8)
  assert.deepEqual(readSeeds('1,2,5'), [1, 2, 5])
  assert.deepEqual(readSeeds('0-3,10'), [0, 1, 2, 3, 10])
  assert.deepEqual(readSeeds('7-7'), [7])
  for (const [text, says] of [
    ['0', /not a whole number of at least 1/],
    ['1e9', /"1e9" is too large: at most 100,000 pictures/],
    ['0-100000', /"100001" is too large/],
    ['1,4294967296', /reads 32 bits/],
    ['1,,2', /neither a number of seeds \(8\) nor a list/],
    ['5-1', /ends before it begins/],
    ['1-3,2', /names 2 twice/],
    ['-1', /not a whole number/],
  ] as const) {
    assert.throws(() => readSeeds(text), says, text)
  }
})

test('lambdas are one or several', () => {
  assert.deepEqual(readLambdas('1e-3'), [0.001])
  assert.deepEqual(readLambdas('1,10,100'), [1, 10, 100])
  assert.throws(() => readLambdas('1,1'), /names 1 twice/)
  assert.throws(() => readLambdas('1,0'), /--lambda "0" is not a number greater than 0/)
  assert.throws(() => readLambdas(Array.from({ length: 33 }, (_, k) => k + 1).join()), /at most 32 fit/)
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
