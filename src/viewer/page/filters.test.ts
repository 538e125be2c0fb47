import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIndex } from './filters.ts'
import { type Query, sorts, wholeRun } from './query.ts'
import { createStore } from './store.ts'
import { someRun, someShard, someStore } from './testing.ts'

const index = createIndex(someRun, someStore)
const select = (query: Partial<Query>) => [...index.select({ ...wholeRun, ...query })]

test('each filter lets through what it says, and together what all say', () => {
  const all = [...Array(18).keys()]
  assert.deepEqual(select({}), all)
  const is = (test: (i: number) => boolean) => all.filter(test)
  const prompt = (i: number) => someRun.prompts[someStore.prompt[i]!]!
  assert.deepEqual(
    select({ method: 'TIME' }),
    is((i) => someStore.method[i] === 2),
  )
  assert.deepEqual(
    select({ measures: ['specificity'] }),
    is((i) => prompt(i).measure === 'specificity'),
  )
  assert.deepEqual(select({ measures: ['specificity', 'generality'] }), all)
  assert.deepEqual(
    select({ kind: 'style' }),
    is((i) => prompt(i).entry === 1),
  )
  assert.deepEqual(
    select({ entries: [0] }),
    is((i) => prompt(i).entry === 0),
  )
  assert.deepEqual(
    select({ named: true }),
    is((i) => prompt(i).named),
  )
  assert.deepEqual(
    select({ intact: false }),
    is((i) => i % 3 === 0),
  )
  assert.deepEqual(
    select({ seed: 9 }),
    is((i) => someStore.seed[i] === 9),
  )
  assert.deepEqual(
    select({ outcome: 'success' }),
    is((i) => someStore.success[i] === 1),
  )
  assert.deepEqual(select({ outcome: 'tie' }), [9])
  assert.deepEqual(
    select({ text: 'PAINTING kitten' }),
    is((i) => prompt(i).entry === 1),
  )
  assert.deepEqual(select({ method: 'TIME', seed: 7, kind: 'colour' }), [12, 14])
  assert.deepEqual(select({ method: 'nobody' }), [])
})

test('the worst come first: of specificity those towards the destination, of others those towards the prompt', () => {
  assert.deepEqual(select({ sort: 'worst', measures: ['generality'] })[0], 0)
  assert.deepEqual(select({ sort: 'worst', measures: ['specificity'] })[0], 15)
  assert.deepEqual(select({ sort: 'best' }).at(-1), select({ sort: 'worst' })[0])
})

test('every order holds every sample once', () => {
  for (const sort of sorts)
    assert.deepEqual(
      select({ sort }).toSorted((a, b) => a - b),
      select({}),
      sort,
    )
  assert.deepEqual(
    select({ sort: 'seed' }).map((i) => someStore.seed[i]),
    [...Array(9).fill(7), ...Array(9).fill(9)],
  )
})

test('what a second run gained and lost is told from both', () => {
  const second = {
    success: someShard.success.map((success, i): 0 | 1 => (i === 4 ? (success ? 0 : 1) : success)),
    margin: someShard.margin,
    picture: someShard.picture.map((file, i) => (i === 4 ? 'bb/4.png' : file)),
  }
  const store = createStore(someRun, [{ ...someShard, second }])
  const both = createIndex(someRun, store)
  const changed = (change: Query['change']) => [...both.select({ ...wholeRun, change })]
  assert.deepEqual([...changed('gained'), ...changed('lost')], [4])
  assert.deepEqual(changed('same').length, 17)
  assert.deepEqual(changed('same picture').length, 17)
})
