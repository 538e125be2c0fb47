import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { checkSize, parseSize } from './size.ts'

test('a size is a side, or a width and a height', () => {
  assert.deepEqual(parseSize('512'), { width: 512, height: 512 })
  assert.deepEqual(parseSize('512x768'), { width: 512, height: 768 })
  for (const text of ['', '0x', 'x8', '1e3', '512 x 512', '-64', '64X64', '512x768x3']) {
    assert.throws(() => parseSize(text), InputError, text)
  }
  assert.throws(() => parseSize('512x99999'), /^InputError: The size 512x99999 is too large: at most 2048/)
})

test('a size that the model cannot halve is refused, and the message says what would do', () => {
  checkSize({ width: 64, height: 128 }, 16)
  assert.throws(() => checkSize({ width: 64, height: 72 }, 16), /64x72.*multiples of 16/)
  assert.throws(() => checkSize({ width: 0, height: 64 }, 16), InputError)
})
