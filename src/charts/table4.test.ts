import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperLambdas } from '../experiments/paper-rows.ts'
import { subjectOf } from '../experiments/subject.ts'
import { table4, table4MethodName } from '../experiments/table4.ts'
import { someContext, viewOf } from '../experiments/testing.ts'
import type { Chart } from './chart.ts'
import { lambdaChart } from './lambda.ts'
import { lambdaText } from './table-rows.ts'
import { table4Chart } from './table4.ts'
import { readGolden } from './testing.ts'

const name = table4MethodName({ lambda: 10, only: 'both', augment: true }, someContext.settings)
const mainOf = (view: ReturnType<typeof viewOf>) => {
  const [table] = table4.tables(view)
  assert.ok(table)
  return table
}

test('before anything is judged neither figure of the ablation is there, though the paper’s rows are', () => {
  const view = viewOf(table4, () => undefined)
  assert.equal(table4Chart(mainOf(view), subjectOf(view)), undefined)
  assert.equal(lambdaChart(mainOf(view), subjectOf(view)), undefined)
})

test('a run that has one setting so far is drawn, and its best is told', () => {
  const view = viewOf(table4, ({ method, measure, entry }) =>
    method === name ? { success: measure === 'specificity' || entry.row === 2 } : undefined,
  )
  assert.match(
    table4Chart(mainOf(view), subjectOf(view))?.description ?? '',
    /harmonic mean of the two is 66\.7 % at lambda 10, K\+V, augmented: generality 50\.0 %, specificity 100\.0 %/,
  )
  assert.match(
    lambdaChart(mainOf(view), subjectOf(view))?.description ?? '',
    /generality 50\.0 % \(lambda 10, K\+V, augmented\), specificity 100\.0 %/,
  )
})

test('of a whole run every lambda of keys and values is written once into each panel', () => {
  const { tables, subject } = readGolden('table4')
  const chart = table4Chart(tables.find((table) => table.name === 'table4')!, subject)
  for (const panel of panelsOf(chart)) {
    const written = panel.layer
      .flatMap(({ data }) => data?.values ?? [])
      .filter((row) => row.from === 'run' && row.matrices === 'K+V' && row.text !== undefined)
      .map(({ text }) => String(text).replace(/ \(.*/, ''))
    assert.deepEqual(written.toSorted(), paperLambdas.map(lambdaText).toSorted())
  }
})

test('the run and the paper have a ring each, in the panel with augmentations', () => {
  const { tables, subject } = readGolden('table4')
  const chart = table4Chart(tables.find((table) => table.name === 'table4')!, subject)
  const ringed = panelsOf(chart).map(({ data }) =>
    data.values.filter(({ best }) => best === true).map(({ from, lambda }) => [from, lambda]),
  )
  assert.deepEqual(ringed, [
    [],
    [
      ['paper', 0.1],
      ['run', 1000],
    ],
  ])
})

interface Values {
  readonly values: readonly Record<string, unknown>[]
}

interface Panel {
  readonly data: Values
  readonly layer: readonly { readonly data?: Values }[]
}

function panelsOf(chart: Chart | undefined): readonly Panel[] {
  assert.ok(chart)
  return (chart.specification as unknown as { readonly hconcat: readonly Panel[] }).hconcat
}
