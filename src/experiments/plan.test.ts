import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitsOf } from './experiment.ts'
import { experiments } from './experiments.ts'
import { table2 } from './table2.ts'
import { table4, table4Settings } from './table4.ts'
import { someContext } from './testing.ts'

const plan = table2.plan({
  ...someContext,
  settings: {
    ...someContext.settings,
    captions: { name: 'captions', sha256: 'e'.repeat(64), each: 2 },
  },
})
const of = (method: string, measure: string) =>
  plan.samples.filter((sample) => sample.method === method && sample.measure === measure)

test('Table 2 draws source, positives and negatives of every entry with every seed and method', () => {
  for (const method of ['oracle', 'baseline', 'TIME']) {
    assert.equal(of(method, 'efficacy').length, 2 * 2)
    assert.equal(of(method, 'generality').length, 2 * 2 * 2)
    assert.equal(of(method, 'specificity').length, 2 * 2 * 2)
  }
})

test('the oracle is told the destination of source and positives, but not of negatives', () => {
  assert.ok(
    of('oracle', 'generality').every(({ unit, pair }) => unit.prompt === pair.destination && !unit.edit),
  )
  assert.ok(of('oracle', 'specificity').every(({ unit, pair }) => unit.prompt === pair.prompt && !unit.edit))
  assert.ok(of('TIME', 'generality').every(({ unit, pair }) => unit.prompt === pair.prompt && unit.edit))
})

test('pictures that two methods or entries need are drawn once', () => {
  const unedited = plan.samples.filter(({ unit }) => unit.edit === null)
  // Oracle and baseline share their negatives, and both entries have the tulip.
  const drawn = new Set(unedited.map(({ unit }) => unit.key))
  assert.equal(drawn.size, 2 * (2 + 2 + 4 + 4 + 3))
  assert.equal(
    unitsOf(plan).length,
    new Set([...plan.samples, ...plan.captions].map(({ unit }) => unit.key)).size,
  )
})

test('each edited model draws captions of its own, and the unedited model the same ones with the same seeds', () => {
  const drawn = (method: string) => plan.captions.filter((sample) => sample.method === method)
  assert.deepEqual(
    drawn('TIME').map(({ caption, entry }) => [entry.row, caption]),
    [
      [2, 'A tree'],
      [2, 'A whale'],
      [3, 'A fox'],
      [3, 'A bear'],
    ],
  )
  const seeds = (method: string) => drawn(method).map(({ unit }) => [unit.prompt, unit.seed])
  assert.deepEqual(seeds('TIME'), seeds('baseline'))
})

test('Table 4 has the 2 x 2 x 8 settings of the paper and no efficacy', () => {
  const { samples } = table4.plan(someContext)
  assert.equal(table4Settings.length, 32)
  assert.equal(new Set(samples.map(({ method }) => method)).size, 34)
  assert.ok(samples.every(({ measure }) => measure !== 'efficacy'))
  const edits = new Set(samples.flatMap(({ unit }) => (unit.edit ? [JSON.stringify(unit.edit)] : [])))
  assert.equal(edits.size, 32 * 2)
})

test('appendix F edits all sources at once, each once', () => {
  const [first] = someContext.entries
  const twice = first ? [...someContext.entries, { ...first, row: 4, destination: 'A pink rose' }] : []
  const { samples } = experiments['appendix-f']?.plan({ ...someContext, entries: twice }) ?? { samples: [] }
  const pairs = samples.flatMap(({ unit }) => unit.edit?.pairs.map(({ destination }) => destination) ?? [])
  assert.deepEqual([...new Set(pairs)], ['A blue rose', 'A blue cat'])
  assert.deepEqual([...new Set(samples.map(({ entry }) => entry.row))], [2, 3])
})
