import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesApart } from './names-apart.ts'

test('runs are named by where their paths differ', () => {
  assert.deepEqual(namesApart('/data/runs/a', '/data/runs/b'), ['a', 'b'])
  assert.deepEqual(namesApart('runs/a/x', 'runs/b/x'), ['a/x', 'b/x'])
  assert.deepEqual(namesApart('a', 'b'), ['a', 'b'])
  assert.deepEqual(namesApart('runs/a', 'runs/a'), ['runs/a', 'runs/a'])
  assert.deepEqual(namesApart('runs/a', 'runs'), ['runs/a', 'runs'])
})
