import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meanAndSpread } from '../../evaluation/statistics.ts'
import { summarise } from './summary.ts'
import { someStore } from './testing.ts'

test('a share is of all samples, its spread over the seeds', () => {
  const all = Uint32Array.from({ length: 18 }, (_, i) => i)
  const { samples, passed, share, sd, ties } = summarise(someStore, all)
  const successes = someStore.success.reduce((sum, success) => sum + success, 0)
  assert.deepEqual([samples, passed, ties], [18, successes, 1])
  assert.equal(share, (100 * successes) / 18)
  const ofSeed = (seed: number) =>
    (100 * [...all].filter((i) => someStore.seed[i] === seed && someStore.success[i]).length) / 9
  assert.ok(Math.abs(sd! - meanAndSpread([ofSeed(7), ofSeed(9)]).sd) < 1e-9)
})

test('other things than success are counted where a number is of them', () => {
  const some = Uint32Array.of(0, 1, 2, 3)
  assert.equal(summarise(someStore, some, 'intact').passed, 2)
  assert.equal(summarise(someStore, some, 'prompt').passed, 4)
  assert.equal(summarise(someStore, some, 'intact success').passed, 1)
  assert.deepEqual(summarise(someStore, new Uint32Array(), 'intact').share, null)
})
