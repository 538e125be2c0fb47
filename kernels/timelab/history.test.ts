import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHistory } from './history.ts'

const lines = (found: readonly unknown[]) => (found as [number, number, unknown][]).map(([, line]) => line)

test('numbers that make no sense are no error, and what is repeated is found once, the latest', () => {
  const history = createHistory()
  for (const [index, source] of ['a', 'b', 'a', 'c', 'b'].entries()) history.add(index + 1, source)
  const tail = (n: unknown) => lines(history.find({ hist_access_type: 'tail', n }))
  assert.deepEqual(
    [tail(2), tail(0), tail(-3), tail(1.5), tail('2'), tail(1e9).length],
    [[4, 5], [], [], [5], [1, 2, 3, 4, 5], 5],
  )
  const search = { hist_access_type: 'search', pattern: '?', unique: true }
  assert.deepEqual(lines(history.find(search)), [3, 4, 5])
  assert.deepEqual(lines(history.find({ ...search, n: 1 })), [5])
  assert.deepEqual(lines(history.find({ hist_access_type: 'range', start: {}, stop: 'x' })), [1, 2, 3, 4, 5])
  assert.deepEqual(history.find({ hist_access_type: 'tail', n: 1, output: true }), [[0, 5, ['b', null]]])
  assert.throws(() => history.find({ ...search, pattern: 'a'.repeat(2000) }), /too long: 1,000 characters/)
})

test('the latest cells are kept, so many characters of them', () => {
  const history = createHistory(100)
  for (let line = 1; line <= 50; line++) history.add(line, 'x'.repeat(10))
  assert.deepEqual(
    lines(history.find({ hist_access_type: 'tail' })),
    [41, 42, 43, 44, 45, 46, 47, 48, 49, 50],
  )
  history.add(51, 'y'.repeat(1000))
  assert.deepEqual(lines(history.find({ hist_access_type: 'tail' })), [51])
})
