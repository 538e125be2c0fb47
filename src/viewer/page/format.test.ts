import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf, formatProgress } from './format.ts'

test('counts and progress read as people say them', () => {
  assert.deepEqual([countOf(1, 'sample'), countOf(1200, 'sample')], ['1 sample', '1,200 samples'])
  assert.deepEqual([formatProgress(0, 0), formatProgress(999_999, 1_000_000)], ['0 %', '99.9 %'])
})
