import assert from 'node:assert/strict'
import test from 'node:test'
import { runFolder, short } from './short.ts'

test('a notebook is shortened where its environment says so', (t) => {
  const before = process.env.TIMELAB_SHORT
  t.after(() => {
    if (before === undefined) delete process.env.TIMELAB_SHORT
    else process.env.TIMELAB_SHORT = before
  })
  delete process.env.TIMELAB_SHORT
  assert.equal(short(8, 1), 8)
  process.env.TIMELAB_SHORT = '1'
  assert.equal(short(8, 1), 1)
})

test('runs of another model, size or experiment lie in other folders', () => {
  const sizes = [{ seeds: 1 }, { seeds: 2 }, { seeds: 1, limit: 1 }, { seeds: 1, limit: 12 }]
  const folders = ['emoji', '/models/sd-v1-4/'].flatMap((name) =>
    sizes.flatMap((size) => ['table2', 'table4'].map((experiment) => runFolder(experiment, { name }, size))),
  )
  assert.equal(new Set(folders).size, folders.length)
  assert.ok(folders.some((folder) => folder.endsWith('table2-emoji-1-seed-12-entries')))
  assert.ok(folders.some((folder) => folder.endsWith('table4-sd-v1-4-2-seeds')))
})
