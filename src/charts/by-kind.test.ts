import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byKindTable } from '../experiments/common-tables.ts'
import { subjectOf } from '../experiments/subject.ts'
import { table2 } from '../experiments/table2.ts'
import { viewOf } from '../experiments/testing.ts'
import { byKindChart } from './by-kind.ts'

test('what the edit reaches is said by kind, under the name of its table', () => {
  const view = viewOf(table2, ({ entry, measure }) => ({
    success: measure === 'specificity' || entry.row === 2,
  }))
  const chart = byKindChart(byKindTable(view, 'table2'), subjectOf(view))
  assert.equal(chart?.name, 'table2-by-kind')
  assert.match(chart?.description ?? '', /Generality and specificity of TIME: colour 50\.0 % and 100\.0 %\.$/)
})

test('before anything is judged there is no figure', () => {
  const view = viewOf(table2, () => undefined)
  assert.equal(byKindChart(byKindTable(view, 'table2'), subjectOf(view)), undefined)
})
