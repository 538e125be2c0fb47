import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendixD } from '../experiments/appendix-d.ts'
import { subjectOf } from '../experiments/subject.ts'
import { viewOf } from '../experiments/testing.ts'
import { appendixDChart } from './appendix-d.ts'

test('the share of entries that pass is said for all and by kind, the paper’s beside', () => {
  const view = viewOf(appendixD, ({ entry }) => ({ success: entry.row === 2 }))
  const [table] = appendixD.tables(view)
  assert.ok(table)
  const chart = appendixDChart(table, subjectOf(view))
  assert.match(
    chart?.description ?? '',
    /all 1 of 2 \(50\.0 %\), colour 1 of 2 \(50\.0 %\), SD v1\.4 \(paper\), TIMED 104 of 147 \(70\.7 %\)\.$/,
  )
})

test('before an entry has passed there is no figure', () => {
  const view = viewOf(appendixD, () => undefined)
  const [table] = appendixD.tables(view)
  assert.ok(table)
  assert.equal(appendixDChart(table, subjectOf(view)), undefined)
})
