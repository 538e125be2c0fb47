import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import type { Pixels } from '../images/png.ts'
import { gridShare, variantGrid } from './comparison-grid.ts'

test('a grid shows what fits a page, and says what it leaves out', () => {
  assert.deepEqual(gridShare(2, 8, 3), { prompts: 2, seeds: 8, note: undefined })
  assert.deepEqual(gridShare(2, 100_000, 3), {
    prompts: 2,
    seeds: 100,
    note: 'The grid shows the first 100 of 100,000 seeds.',
  })
  assert.equal(
    gridShare(500, 101, 4).note,
    'The grid shows the first 50 of 500 prompts and the first 100 of 101 seeds.',
  )
  assert.equal(gridShare(3, 1, 34).prompts, 3)
  assert.equal(gridShare(9, 1, 300).prompts, 1)
})

test('a grid that would fit no page is refused by its size', async () => {
  const picture: Pixels = { pixels: new Uint8Array(12), width: 2, height: 2 }
  const seeds = Array.from({ length: 101 }, (_, k) => k)
  const variant = { heading: 'seed', pictures: seeds.map(() => picture) }
  await assert.rejects(
    async () => variantGrid(['A rose'], seeds, [variant]),
    (error: Error) => {
      assert.ok(error instanceof InputError)
      assert.match(
        error.message,
        /^A grid of 101 columns and 1 lines .* at most 100 columns and 200 lines\.$/,
      )
      return true
    },
  )
})
