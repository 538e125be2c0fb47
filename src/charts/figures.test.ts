import assert from 'node:assert/strict'
import { test } from 'node:test'
import { experiments } from '../experiments/experiments.ts'
import { someContext, viewOf } from '../experiments/testing.ts'
import { chartsOf } from './figures.ts'

const viewsOf = (decide: Parameters<typeof viewOf>[1]) =>
  Object.values(experiments).map((experiment) => {
    const settings = { ...someContext.settings, experiment: experiment.name }
    return [experiment.name, viewOf(experiment, decide, { ...someContext, settings })] as const
  })

test('each experiment has its figures, whose names are their own', () => {
  const names = viewsOf(() => ({})).map(([name, view]) => [name, chartsOf(view).map((chart) => chart.name)])
  assert.deepEqual(Object.fromEntries(names), {
    table2: ['table2', 'table2-by-kind', 'table2-correlation'],
    table4: ['table4', 'lambda'],
    'appendix-d': ['appendix-d'],
    'appendix-f': ['appendix-f', 'appendix-f-by-kind', 'appendix-f-correlation'],
  })
})

test('a run that has drawn nothing has no figures', () => {
  for (const [, view] of viewsOf(() => undefined)) assert.deepEqual(chartsOf(view), [])
})

test('a chart is plain data that a notebook can keep', () => {
  for (const [, view] of viewsOf(({ entry }) => ({ success: entry.row === 2 }))) {
    for (const { specification } of chartsOf(view)) {
      assert.deepEqual(JSON.parse(JSON.stringify(specification)), structuredClone(specification))
    }
  }
})
