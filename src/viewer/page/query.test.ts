import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countChosen, formatQuery, keyOf, parseQuery, type Query, queryOf, wholeRun } from './query.ts'

const busy: Query = {
  view: 'samples',
  method: 'TIME K+V, augmented, lambda 0.1',
  measures: ['generality', 'specificity'],
  kind: 'colour & <b>',
  entries: [0, 12],
  text: '#1 100% "rose"',
  outcome: 'tie',
  named: false,
  intact: true,
  seed: 0,
  change: 'same picture',
  counts: 'intact success',
  sort: 'worst',
  sample: '2.30.7',
}

test('an address holds the whole query', () => {
  assert.deepEqual(parseQuery(`#${formatQuery(busy)}`), busy)
  assert.deepEqual(parseQuery(formatQuery(wholeRun)), wholeRun)
  assert.equal(formatQuery(wholeRun), '')
})

test('what an address says wrongly is as usual', () => {
  assert.deepEqual(parseQuery('#view=x&entries=a,1&seed=1.5&named=yes&sort=up&counts=all&nobody=1'), wholeRun)
})

test('a number opens the samples that it stands on, and only those', () => {
  assert.deepEqual(queryOf({ method: 'TIME', measure: 'efficacy', counts: 'success' }), {
    ...wholeRun,
    view: 'samples',
    method: 'TIME',
    measures: ['efficacy'],
    counts: 'success',
  })
  assert.deepEqual(queryOf({ entries: [1, 2], tie: true }).outcome, 'tie')
})

test('filters are counted, and queries that find the same are known', () => {
  assert.equal(countChosen(wholeRun), 0)
  assert.equal(countChosen(busy), 10)
  assert.equal(keyOf(busy), keyOf({ ...busy, sample: null, view: 'report', counts: null }))
  assert.notEqual(keyOf(busy), keyOf({ ...busy, sort: 'plan' }))
})
