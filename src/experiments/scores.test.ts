import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLedger } from '../runs/ledger.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { scoreSamples, textsOf } from './scores.ts'
import { table2 } from './table2.ts'
import { someContext, someEntries } from './testing.ts'

const plan = table2.plan(someContext)

test('a picture succeeds as the destination, for specificity as the prompt, and a tie is neither', (t) => {
  const ledger = openLedger(temporaryFolder())
  t.after(ledger.close)
  const texts = textsOf(plan, someEntries)
  // One dimension says "blue", the other the rest; every picture is a little blue.
  const blue = (text: string) => (text.includes('blue') ? Float32Array.of(1, 0) : Float32Array.of(0, 1))
  ledger.recordTexts('clip', new Map(texts.map((text) => [text, blue(text)])))
  const feature = { 0: Float32Array.of(0.8, 0.6), 1: Float32Array.of(0.5, 0.5) }
  const units = new Map(plan.samples.map(({ unit }) => [unit.key, unit]))
  ledger.record({
    judge: 'clip',
    pictures: [...units.values()].map((unit) => ({
      unit,
      png: unit.key,
      feature: feature[unit.seed as 0 | 1],
    })),
    edits: [],
    seconds: 1,
    at: 0,
  })
  const scores = scoreSamples(plan, someEntries, ledger, 'clip')
  assert.equal(scores.length, plan.samples.length)
  for (const { sample, success, tie, named } of scores) {
    assert.equal(tie, sample.seed === 1)
    assert.equal(success, sample.seed === 0 && sample.measure !== 'specificity')
    if (sample.pair.prompt === 'A kitten') assert.equal(named, false)
    if (sample.pair.prompt === 'A rose on the beach') assert.equal(named, true)
  }
  assert.equal(scoreSamples(plan, someEntries, ledger, 'another').length, 0)
})

test('every text that the tables need is asked of the judge once', () => {
  const texts = textsOf(plan, someEntries)
  assert.equal(new Set(texts).size, texts.length)
  for (const text of ['A kitten', 'A blue kitten', 'A blue tulip', 'A blue rose'])
    assert.ok(texts.includes(text))
})
