import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntrySuccess } from '../experiments/correlation-table.ts'
import { tableOf } from '../experiments/table-rows.ts'
import { correlationChart } from './correlation.ts'
import { nestedMarks } from './nested-marks.ts'

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

test('a mark stands at its values, however many share them, and its area is theirs', () => {
  const known = table({ r: 0.5, r_low: 0.25, r_high: 0.75 })
  const entries = [...Array(30).fill(success(100, 100)), success(100, 90), success(85, 60)]
  const chart = correlationChart(known, subject, 'TIME', entries)
  const text = JSON.stringify(chart?.specification)
  const marks = [...text.matchAll(/"oracle":([\d.]+),"edited":([\d.]+),"kind":"colour","entries":(\d+)/g)]
  assert.deepEqual(
    marks.map(([, ...numbers]) => numbers.map(Number)),
    [
      [100, 100, 30],
      [100, 90, 1],
      [85, 60, 1],
    ],
  )
  assert.match(text, /"domain":\[80,100\]/)
})

test('kinds at one place lie on each other, the fewest on top', () => {
  const at = (kind: string) => ({ x: 1, y: 2, kind })
  assert.deepEqual(nestedMarks([at('a'), at('b'), at('b'), { x: 0, y: 2, kind: 'a' }]), [
    { x: 1, y: 2, kind: 'b', count: 2, area: 3 },
    { x: 1, y: 2, kind: 'a', count: 1, area: 1 },
    { x: 0, y: 2, kind: 'a', count: 1, area: 1 },
  ])
})
