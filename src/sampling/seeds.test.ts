import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { countSeeds, describeSeeds, firstSeed, listSeeds, seedList, seedsOf } from './seeds.ts'

test('the same seeds are the same settings however they were given', () => {
  assert.deepEqual(seedsOf(3), { first: 0, count: 3 })
  assert.deepEqual(seedsOf(3, 5), { first: 5, count: 3 })
  assert.deepEqual(seedsOf([7, 5, 6]), { first: 5, count: 3 })
  assert.deepEqual(seedsOf([5, 1, 2]), { list: [1, 2, 5] })
  assert.equal(JSON.stringify(seedsOf(24)), '{"first":0,"count":24}')
})

test('seeds are listed, counted and said', () => {
  const [range, list] = [seedsOf(3, 5), seedsOf([1, 2, 5])]
  assert.deepEqual(
    [listSeeds(range), listSeeds(list)],
    [
      [5, 6, 7],
      [1, 2, 5],
    ],
  )
  assert.deepEqual([countSeeds(range), countSeeds(list)], [3, 3])
  assert.deepEqual([firstSeed(range), firstSeed(list)], [5, 1])
  assert.deepEqual(
    [describeSeeds(range), describeSeeds(list), describeSeeds(seedsOf(1, 4))],
    ['5 to 7', '1, 2, 5', '4'],
  )
})

test('seeds that draw nothing, or what another draws, are refused', () => {
  for (const [seeds, first] of [
    [0],
    [1.5],
    [1e9],
    [2, -1],
    [1, 2 ** 32],
    [[]],
    [[0.5]],
    [[2 ** 32]],
  ] as const) {
    assert.throws(() => seedList(seeds, first), InputError, JSON.stringify([seeds, first]))
  }
  assert.throws(() => seedsOf([1, 1]), /seed 1 is named twice/)
})
