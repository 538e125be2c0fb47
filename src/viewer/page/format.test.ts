import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf, formatProgress } from './format.ts'

test('counts and progress read as people say them', () => {
  assert.deepEqual([0, 0.4, 59, 61, 3600, 7500, 90061].map(formatSeconds), [
    '0 s',
    '0 s',
    '59 s',
    '1 min 1 s',
    '1 h',
    '2 h 5 min',
    '1 d 1 h',
  ])
  assert.deepEqual([countOf(1, 'sample'), countOf(1200, 'sample')], ['1 sample', '1,200 samples'])
  assert.deepEqual([formatProgress(0, 0), formatProgress(999_999, 1_000_000)], ['0 %', '99.9 %'])
})
