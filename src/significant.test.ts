import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatSeconds, significant } from './significant.ts'

test('numbers for people have no powers of ten', () => {
  assert.deepEqual([0.21, 0.0123, 0.0021, 3.4].map(formatSeconds), ['210 ms', '12 ms', '2.1 ms', '3.4 s'])
  assert.deepEqual(
    [1234.5, 254_321, 0.001234].map((value) => significant(value, 3)),
    ['1,230', '254,000', '0.00123'],
  )
})
