import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { createUnits } from '../runs/unit.ts'
import { appendixD } from './appendix-d.ts'
import { type ComparedRun, compareRuns } from './compare.ts'
import type { PlanContext } from './experiment.ts'
import type { Report } from './report.ts'
import type { Score } from './scores.ts'
import { table2 } from './table2.ts'
import { someContext, viewOf } from './testing.ts'

type Decide = (sample: Score['sample']) => Partial<Score> | undefined

function run(
  label: string,
  decide: Decide,
  changes: Partial<PlanContext> = {},
  experiment = table2,
): ComparedRun {
  const context = { ...someContext, ...changes }
  const { model, sampling } = context.settings
  const unit = createUnits(model.digest, sampling)
  return { label, judge: 'j'.repeat(64), view: viewOf(experiment, decide, { ...context, unit }) }
}
const settings = (changes: Partial<PlanContext['settings']>) => ({
  settings: { ...someContext.settings, ...changes },
})
const rowsOf = (report: Report, name: string) =>
  (report.tables.find((table) => table.name === name)?.table.objects() ?? []) as Record<string, unknown>[]
const row = (report: Report, method: string, measure: string) =>
  rowsOf(report, 'compare').find((each) => each.method === method && each.measure === measure)

const good = run('good', () => ({}))
/** Another lambda: loses both seeds of the rose's first negative and gains nothing. */
const worse = run(
  'worse',
  ({ method, entry, measure, index }) => ({
    success: !(method === 'TIME' && entry.source === 'A rose' && measure === 'specificity' && index === 0),
  }),
  settings({ edit: { ...someContext.settings.edit, lambda: 1 } }),
)

test('runs with other lambdas are paired by what their samples ask', () => {
  const report = compareRuns(good, worse)
  const moved = row(report, 'TIME', 'specificity')
  assert.deepEqual(
    [
      moved?.entries,
      moved?.samples,
      moved?.first,
      moved?.second,
      moved?.difference,
      moved?.gained,
      moved?.lost,
    ],
    [2, 8, 100, 75, -25, 0, 2],
  )
  assert.ok(Number(moved?.difference_low) >= -50 && Number(moved?.difference_high) <= 0)
  const same = row(report, 'baseline', 'generality')
  assert.deepEqual([same?.difference, same?.difference_low, same?.same_pictures], [0, 0, 8])
  assert.equal(row(report, 'TIME', 'efficacy')?.same_pictures, 0)
  assert.deepEqual(rowsOf(report, 'compare-entries'), [
    {
      source: 'A rose',
      destination: 'A blue rose',
      method: 'TIME',
      measure: 'specificity',
      samples: 4,
      first: 100,
      second: 50,
      difference: -50,
    },
  ])
  assert.deepEqual(rowsOf(report, 'compare-settings'), [
    { setting: 'edit.lambda', first: '100', second: '1' },
  ])
  assert.deepEqual(report.warnings, [])
})

test('turned round, a comparison has the other sign', () => {
  const back = row(compareRuns(worse, good), 'TIME', 'specificity')
  assert.deepEqual([back?.difference, back?.gained, back?.lost], [25, 2, 0])
})

test('a run and itself differ in nothing, and no setting is listed', () => {
  const report = compareRuns(good, good)
  assert.ok(
    rowsOf(report, 'compare').every(({ difference, gained, lost }) => !difference && !gained && !lost),
  )
  assert.deepEqual(
    report.tables.map(({ name }) => name),
    ['compare'],
  )
})

test('the editing methods of two runs are paired where each has but one, whatever their names', () => {
  const other = run('other', () => ({}), settings({ method: { name: 'UCE', sha256: 'f'.repeat(64) } }))
  const report = compareRuns(good, other)
  assert.equal(row(report, 'TIME / UCE', 'generality')?.samples, 8)
  assert.equal(row(report, 'baseline', 'generality')?.samples, 8)
})

test('only what both have drawn enters, and what does not is counted', () => {
  const half = run('half', ({ seed }) => (seed === 0 ? {} : undefined))
  const report = compareRuns(good, half)
  assert.equal(row(report, 'TIME', 'generality')?.samples, 4)
  assert.match(report.warnings[0] ?? '', /^half: The run is not finished/)
  assert.match(report.warnings[1] ?? '', /30 samples of good and 0 of half have no counterpart/)
})

test('an entry that asks one thing twice is paired one by one', () => {
  const twice = someContext.entries.map((entry) => ({
    ...entry,
    positives: [entry.positives[0]!, entry.positives[0]!],
  }))
  const first = run('first', () => ({}), { entries: twice })
  const second = run('second', ({ index }) => ({ success: index === 0 }), { entries: twice })
  const both = row(compareRuns(first, second), 'TIME', 'generality')
  assert.deepEqual([both?.samples, both?.lost], [8, 4])
})

test('different judges are warned of', () => {
  const { warnings } = compareRuns(good, { ...good, judge: 'k'.repeat(64) })
  assert.match(warnings[0] ?? '', /different judges \(jjjjjjjj, kkkkkkkk\)/)
})

test('runs that share no sample are refused with the reason', () => {
  const refused = (second: ComparedRun, reason: RegExp, first = good) =>
    assert.throws(
      () => compareRuns(first, second),
      (error) => error instanceof InputError && reason.test(error.message),
    )
  refused(
    run('later', () => ({}), settings({ seeds: { first: 2, count: 2 } })),
    /their seeds, 0 to 1 and 2 to 3, are others/,
  )
  const cars = someContext.entries.map((entry) => ({ ...entry, source: 'A car', destination: 'A red car' }))
  refused(
    run('cars', () => ({}), {
      entries: cars,
      ...settings({ dataset: { name: 'cars', sha256: 'c'.repeat(64), normalise: false } }),
    }),
    /their data sets, test and cars, have no entry in common/,
  )
  refused(
    run('idle', () => undefined),
    /none of the 60 that both plan is drawn in both/,
  )
  const bulk = viewOf(table2, () => ({}))
  const renamed = {
    ...bulk,
    plan: { ...bulk.plan, samples: bulk.plan.samples.filter(({ method }) => method === 'TIME') },
  }
  refused(
    { ...good, view: renamed },
    /their experiments, appendix-d and table2, have no method in common \(oracle; TIME\)/,
    run('filter', () => ({}), settings({ experiment: 'appendix-d' }), appendixD),
  )
  const other = someContext.entries.map((entry) => ({
    ...entry,
    positives: [{ prompt: 'A pot', destination: 'A blue pot' }],
  }))
  refused(
    run('prompts', () => ({}), { entries: other }, appendixD),
    /the entries that they share ask other prompts/,
    run('filter', () => ({}), {}, appendixD),
  )
})
