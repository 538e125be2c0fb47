import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendixD, retainedRows } from './appendix-d.ts'
import type { ReportTable } from './run-tables.ts'
import { table2 } from './table2.ts'
import { chosenSetting, table4 } from './table4.ts'
import { someContext, viewOf } from './testing.ts'
import { warningsOf } from './warnings.ts'

const rows = (tables: readonly ReportTable[], name: string) =>
  (tables.find((table) => table.name === name)?.table.objects() ?? []) as Record<string, unknown>[]

test('a share stands with its deviation over seeds and its interval over entries, beside the paper’s', () => {
  // Generality of TIME: row 2 always, row 3 with seed 0 only.
  const view = viewOf(table2, ({ method, entry, seed }) => ({
    success: method !== 'TIME' || entry.row === 2 || seed === 0,
  }))
  const [ours, paper] = rows(table2.tables(view), 'table2').filter(({ method }) => method === 'TIME')
  assert.equal(ours?.generality, 75)
  assert.equal(ours?.generality_sd, Math.sqrt(2 * 25 ** 2))
  assert.deepEqual([ours?.generality_low, ours?.generality_high], [50, 100])
  assert.equal(ours?.model, 'emoji')
  assert.deepEqual([paper?.generality, paper?.generality_sd, paper?.model], [69.04, 2.15, 'SD v1.4 (paper)'])
})

test('the difference to the baseline is paired by entry', () => {
  const view = viewOf(table2, ({ method, entry, measure }) => ({
    success: measure === 'specificity' || (method === 'TIME' && entry.row === 2),
  }))
  const [efficacy] = rows(table2.tables(view), 'table2-paired')
  assert.deepEqual(
    [efficacy?.measure, efficacy?.difference, efficacy?.difference_low, efficacy?.difference_high],
    ['efficacy', 50, 0, 100],
  )
})

test('a success whose picture is no longer its noun does not count as an intact one', () => {
  const view = viewOf(table2, ({ method, entry }) => ({ intact: method !== 'TIME' || entry.row === 2 }))
  const time = rows(table2.tables(view), 'table2-intact').find(({ method }) => method === 'TIME')
  assert.deepEqual([time?.intact, time?.intact_efficacy], [50, 50])
})

test('Table 4 chooses the setting of the highest harmonic mean', () => {
  const best = 'TIME K+V, augmented, lambda 10'
  const view = viewOf(table4, ({ method, measure, seed }) => ({
    success: method === best || (measure === 'specificity' ? true : seed === 0),
  }))
  const { harmonicMean, ...setting } = chosenSetting(view) ?? { harmonicMean: 0 }
  assert.deepEqual(setting, { lambda: 10, only: 'both', augment: true })
  assert.equal(harmonicMean, 100)
  const marked = rows(table4.tables(view), 'table4').filter((row) => row.best === '*')
  assert.deepEqual(
    marked.map(({ lambda, paper_harmonic_mean }) => [lambda, paper_harmonic_mean]),
    [[10, 65.5]],
  )
})

test('the oracle filter keeps entries of at least 80 %', () => {
  const settings = { ...someContext.settings, seeds: { first: 0, count: 5 } }
  // Of 10 pictures: 8 of row 2, 7 of row 3.
  const view = viewOf(
    appendixD,
    ({ entry, index, seed }) => ({
      success: seed > 0 || (entry.row === 3 && index === 1 ? false : seed !== 0),
    }),
    { ...someContext, settings },
  )
  const fewer = viewOf(
    appendixD,
    ({ entry, index, seed }) => ({ success: seed > 0 && !(entry.row === 3 && index === 0 && seed === 1) }),
    { ...someContext, settings },
  )
  assert.deepEqual([...retainedRows(view)], [2, 3])
  assert.deepEqual([...retainedRows(fewer)], [2])
})

test('an edit whose pictures equal the unedited model’s is named', () => {
  const idle = viewOf(table2, ({ unit, entry }) =>
    entry.row === 3 ? { png: `${unit.prompt} ${unit.seed}` } : {},
  )
  const warnings = warningsOf(idle)
  assert.equal(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /"A cat" -> "A blue cat" \(lambda 100\) did nothing: all 10 of its pictures/,
  )
  assert.deepEqual(warningsOf(viewOf(table2, () => ({}))), [])
})

test('a run that is not finished, and ties, are told', () => {
  const unfinished = viewOf(table2, ({ seed }) => (seed === 0 ? { tie: true, success: false } : undefined))
  const [missing, ties] = warningsOf(unfinished)
  assert.match(missing ?? '', /30 of 60 samples are not drawn yet/)
  assert.match(ties ?? '', /30 of 30 samples are ties/)
})

test('tables of a run that has drawn nothing are empty, not wrong', () => {
  for (const experiment of [table2, table4, appendixD]) {
    const tables = experiment.tables(viewOf(experiment, () => undefined))
    assert.ok(tables.length > 0)
  }
})
