import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EditEntry } from '../datasets/entry.ts'
import { createNaming, isIntact } from './intactness.ts'

const entry = (source: string, destination: string): EditEntry => ({
  row: 2,
  kind: 'colour',
  source,
  destination,
  positives: [],
  negatives: [],
})
const rose = entry('A rose', 'A blue rose')
const entries = [rose, entry('A polar bear', 'A pink polar bear'), entry('A bear', 'A green bear')]
const naming = createNaming(entries)
const pair = (prompt: string) => ({ prompt, destination: `${prompt}, blue` })

test('a picture of the source or a positive is its entry’s noun, whatever the prompt calls it', () => {
  for (const prompt of ['A rose', 'A field of roses', 'A flower of love']) {
    const { own, others } = naming(rose, pair(prompt), false)
    assert.deepEqual(own, ['A rose', 'A blue rose'])
    assert.deepEqual(others, ['A polar bear', 'A blue polar bear', 'A bear', 'A blue bear'])
  }
})

test('a negative is the longest noun of the data set that it names, or what it says itself', () => {
  assert.deepEqual(naming(rose, pair('A photo of a polar bear'), true).own, [
    'A polar bear',
    'A blue polar bear',
  ])
  const tulip = naming(rose, pair('A tulip'), true)
  assert.deepEqual(tulip.own, ['A tulip', 'A blue tulip'])
  assert.equal(tulip.others.length, 6)
})

test('a destination whose wording no other noun can take leaves the nouns plain', () => {
  const { own, others } = naming(entry('A rose', 'Something else'), pair('A rose'), false)
  assert.deepEqual(own.slice(0, 1), ['A rose'])
  assert.ok(others.includes('A bear'))
})

test('a picture is intact where one of its own texts is nearer than all others', () => {
  const picture = Float32Array.of(0.6, 0.8)
  const [x, y] = [Float32Array.of(1, 0), Float32Array.of(0, 1)]
  assert.equal(isIntact(picture, [x, y], [x]), true)
  assert.equal(isIntact(picture, [x], [y]), false)
  assert.equal(isIntact(picture, [x], [x]), false)
})
