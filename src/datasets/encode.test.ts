import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeDataset } from './encode.ts'
import { parseDataset } from './parse-edits.ts'
import { shippedDatasets } from './shipped.ts'
import { arbitraryEntry, roseEntry } from './testing.ts'

test('what is written is read back as the same entries, whatever quotes, commas and line breaks are in them', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEntry, { minLength: 1, maxLength: 3 }), (entries) => {
      const read = parseDataset(encodeDataset(entries), 'own.csv').entries
      assert.deepEqual(
        read.map((entry) => ({ ...entry, row: 0 })),
        entries,
      )
    }),
  )
})

test('a file of ours is written as it stands', () => {
  const text = readFileSync(join(shippedDatasets, 'emoji', 'test.csv'), 'utf8')
  assert.ok(encodeDataset(parseDataset(text, 'test.csv').entries) === text)
})

test('an edit that lost a prompt to normalising, or no edits at all, are refused', () => {
  const short = { ...roseEntry, negatives: roseEntry.negatives.slice(1) }
  assert.throws(() => encodeDataset([short]), /"A rose" -> "A blue rose" has 4 negatives/)
  assert.throws(() => encodeDataset([]), /without entries/)
})
