import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStore, findSample, nameSample, trioOf } from './store.ts'
import { someRun, someShard, someStore } from './testing.ts'

test('samples are found by method, prompt and seed, and by their names', () => {
  for (let i = 0; i < someStore.size; i++) {
    const [method, prompt, seed] = [someStore.method[i]!, someStore.prompt[i]!, someStore.seed[i]!]
    assert.equal(someStore.find(method, prompt, seed), i)
    assert.equal(findSample(someStore, nameSample(someStore, i)), i)
  }
  for (const name of ['2.0.8', '3.0.7', '0.3.7', '2.0', 'x.y.z', '2.0.7.1']) {
    assert.equal(findSample(someStore, name), undefined, name)
  }
})

test('shards are put one after the other', () => {
  const twice = createStore(someRun, [someShard, someShard])
  assert.equal(twice.size, 36)
  assert.deepEqual(twice.margin.subarray(18), someStore.margin)
  assert.equal(createStore(someRun, []).size, 0)
})

test('a sample stands between its before and its oracle, of the same prompt and seed', () => {
  const sample = someStore.find(2, 0, 9)!
  assert.deepEqual(trioOf(someRun, someStore, sample), {
    before: someStore.find(1, 0, 9),
    after: sample,
    oracle: someStore.find(0, 0, 9),
  })
})
