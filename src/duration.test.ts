import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration } from './duration.ts'

test('a length of time is told in its two largest units', () => {
  const told = [0, 0.4, 59.6, 3600, 250, 97_200, 86_461].map(formatDuration)
  assert.deepEqual(told, ['0 sec', '0 sec', '1 min', '1 hr', '4 min, 10 sec', '1 day, 3 hr', '1 day, 1 min'])
})
