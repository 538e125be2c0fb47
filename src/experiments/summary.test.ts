import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareOf } from './summary.ts'
import { table2 } from './table2.ts'
import { viewOf } from './testing.ts'

test('of one seed there is no deviation, of several there is', () => {
  const { scores } = viewOf(table2, ({ index }) => ({ success: index === 0 }))
  const [first = 0] = scores.map(({ sample }) => sample.seed)
  assert.equal(typeof shareOf(scores)?.sd, 'number')
  assert.equal(shareOf(scores.filter(({ sample }) => sample.seed === first))?.sd, null)
})

test('over one entry there is no interval, over several there is', () => {
  const { scores, entries } = viewOf(table2, ({ index }) => ({ success: index === 0 }))
  const [first] = entries
  const { low, high } = shareOf(scores) ?? {}
  assert.ok(typeof low === 'number' && typeof high === 'number' && low <= high)
  const one = shareOf(scores.filter(({ sample }) => sample.entry === first))
  assert.deepEqual([one?.low, one?.high], [null, null])
})
