import assert from 'node:assert/strict'
import test from 'node:test'
import { op } from 'arquero'
import { seedsOf } from '../runs/settings.ts'
import { sampleTable } from './sample-table.ts'
import { table2 } from './table2.ts'
import { viewOf } from './testing.ts'

test('each judged sample is a row that arquero can be asked about', () => {
  const view = viewOf(table2, ({ measure, seed }) => ({ success: measure !== 'generality' || seed === 0 }))
  const table = sampleTable(view)
  assert.equal(table.numRows(), view.scores.length)
  assert.match(String(table.get('picture', 0)), /^([0-9a-f]{2})\/\1[0-9a-f]{62}\.png$/)
  const shares = table
    .groupby('measure')
    .rollup({ share: op.mean('success') })
    .objects()
  assert.deepEqual(
    shares.map((row) => Object.values(row)),
    [
      ['efficacy', 1],
      ['generality', 1 / seedsOf(view.settings).length],
      ['specificity', 1],
    ],
  )
})

test('a run of which nothing is judged has the columns and no row', () => {
  const table = sampleTable(viewOf(table2, () => undefined))
  assert.equal(table.numRows(), 0)
  assert.ok(table.columnNames().includes('margin'))
})
