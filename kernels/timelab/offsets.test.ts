import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codePoints, lineStarts, placeIn, units } from './offsets.ts'

test('cursors in code points and offsets in UTF-16 units are turned into one another', () => {
  const code = 'a🌹é\ud800b'
  for (const [position, offset] of [
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ] as const) {
    assert.equal(units(code, position), offset)
    assert.equal(codePoints(code, offset), position)
  }
  for (const [position, offset] of [
    [-1, 0],
    [99, 6],
    [Infinity, 6],
    [NaN, 6],
    [undefined, 6],
    ['1', 6],
    [{}, 6],
  ] as const)
    assert.equal(units(code, position), offset)
  assert.equal(codePoints(code, 99), 5)
})

test('a place is told by its line and column', () => {
  const starts = lineStarts('ab\n\ncd')
  assert.deepEqual(starts, [0, 3, 4])
  assert.deepEqual(
    [0, 2, 3, 4, 6].map((at) => Object.values(placeIn(starts, at))),
    [
      [0, 0],
      [0, 2],
      [1, 0],
      [2, 0],
      [2, 2],
    ],
  )
})
