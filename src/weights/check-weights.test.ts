import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkWeights } from './check-weights.ts'
import { openSafetensors } from './safetensors.ts'
import { temporaryFolder, writeCounting } from './testing.ts'

const path = join(temporaryFolder(), 'file.safetensors')
writeCounting(path, { 'a.weight': [2, 3], 'a.bias': [2], scale: [] })
const { weights } = openSafetensors(path)
const whole = { 'a.weight': [2, 3], 'a.bias': [2], scale: [] }

const check = (expected: Record<string, readonly number[]>) =>
  checkWeights('unet', weights, new Map(Object.entries(expected)))

test('weights that are what the configuration expects pass', () => check(whole))

test('what is missing, of another shape or not expected is named', () => {
  const { scale: _, ...less } = whole
  const faults: readonly [Record<string, readonly number[]>, RegExp][] = [
    [{ ...whole, 'b.weight': [1] }, /weights of unet do not fit its config\.json: there is no b\.weight\.$/],
    [less, /scale is not expected\.$/],
    [{ ...whole, 'a.weight': [3, 2] }, /a\.weight is of shape \[2, 3\] instead of \[3, 2\]\.$/],
    [{ ...whole, scale: [1] }, /scale is of shape \[\] instead of \[1\]\.$/],
    [
      { 'a.weight': [1], b: [1] },
      /a\.weight is of shape.*; there is no b; a\.bias is not expected; and 1 more\.$/,
    ],
  ]
  for (const [expected, message] of faults)
    assert.throws(() => check(expected), { name: 'InputError', message })
})
