import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntrySuccess } from '../experiments/correlation-table.ts'
import { tableOf } from '../experiments/table-rows.ts'
import { correlationChart } from './correlation.ts'
import { sideBySide } from './side-by-side.ts'

const subject = { model: 'emoji', dataset: 'test', seeds: 2 }
const success = (oracle: number, edited: number): EntrySuccess => ({
  kind: 'colour',
  source: 'A rose',
  destination: 'A blue rose',
  ...{ oracle, edited },
})
const table = (row: Readonly<Record<string, number | null>>) => ({
  name: 'table2-correlation',
  title: '',
  table: tableOf([{ method: 'TIME', model: 'emoji', ...row }]),
})

test('a correlation is told with its interval, beside the paper’s', () => {
  const known = table({ r: 0.5, r_low: 0.25, r_high: 0.75 })
  const chart = correlationChart(known, subject, 'TIME', [success(100, 90), success(85, 60)])
  assert.match(
    chart?.description ?? '',
    /2 entries.*is 0\.50 \(95 % interval 0\.25 to 0\.75\); of .*, 0\.73\.$/,
  )
})

test('without variance there is no correlation, but a figure; without entries none', () => {
  const constant = table({ r: null, r_low: null, r_high: null })
  const chart = correlationChart(constant, subject, 'TIME', [success(100, 90), success(100, 90)])
  assert.match(chart?.description ?? '', /correlation is not defined/)
  assert.equal(correlationChart(constant, subject, 'TIME', []), undefined)
})

test('marks of one place stand in a row, others where they belong', () => {
  const moved = sideBySide(
    [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 0, y: 0 },
      { x: 0, y: 3 },
    ],
    6,
  )
  assert.deepEqual(moved, [0, 0, 6, 12])
})
