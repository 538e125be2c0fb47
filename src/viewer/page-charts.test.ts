import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table2 } from '../experiments/table2.ts'
import { viewOf } from '../experiments/testing.ts'
import { type KnownDrawings, pageCharts } from './page-charts.ts'

const seen = (generality: boolean) => {
  const view = viewOf(table2, ({ measure }) => ({ success: measure !== 'generality' || generality }))
  return { view, report: { title: '', tables: table2.tables(view), warnings: [] } }
}

test('a chart is drawn again only where its numbers have changed', async () => {
  const known: KnownDrawings = new Map()
  const first = await pageCharts(seen(true), known)
  const again = await pageCharts(seen(true), known)
  assert.ok(first.length > 0)
  again.forEach((chart, i) => {
    assert.equal(chart, first[i])
  })
  const [changed] = await pageCharts(seen(false), known)
  assert.equal(changed?.name, 'table2')
  assert.notEqual(changed, first[0])
  assert.equal(known.size, again.length)
})
