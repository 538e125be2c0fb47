import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findJudge, judgeLabels } from './judges.ts'
import { judgesTable } from './judges-table.ts'
import { table2 } from './table2.ts'
import { viewOf } from './testing.ts'

const judge = (name: string, letter: string) => ({ name, digest: letter.repeat(64), pictures: 1 })
const judges = [judge('clip', 'a'), judge('clip', 'b'), judge('large', 'c')]

test('judges are called by their names, and by their digests too where they share one', () => {
  assert.deepEqual([...judgeLabels(judges).values()], ['clip (aaaaaaaa)', 'clip (bbbbbbbb)', 'large'])
})

test('a judge is found by its name or the beginning of its digest; what fits none or several is refused with a list', () => {
  assert.equal(findJudge(judges, 'large'), judges[2])
  assert.equal(findJudge(judges, 'bbbb'), judges[1])
  assert.equal(findJudge(judges, 'b'.repeat(64)), judges[1])
  assert.throws(
    () => findJudge(judges, 'clip'),
    /fits several.*clip \(aaaaaaaa\), clip \(bbbbbbbb\), large \(cccccccc\)/,
  )
  assert.throws(() => findJudge(judges, 'bbb'), /No judge "bbb"/)
})

test('agreement and kappa stand beside what each judge makes of the samples that both have seen', () => {
  // The second judge differs on one of the two seeds of negatives, and has not seen the cat.
  const view = viewOf(table2, () => ({}))
  const scores = view.scores
    .filter(({ sample }) => sample.entry.source === 'A rose')
    .map((score) =>
      score.sample.measure === 'specificity' && score.sample.seed === 1
        ? { ...score, success: false }
        : score,
    )
  const { table, name } = judgesTable(
    [
      { label: 'own', scores: view.scores },
      { label: 'other', scores },
    ],
    'table2',
  )
  assert.equal(name, 'table2-judges')
  const row = (measure: string, method: string) =>
    (table.objects() as Record<string, unknown>[]).find(
      (each) => each.measure === measure && each.method === method,
    )
  const { samples, first, second, agreement, kappa } = row('specificity', 'TIME') ?? {}
  assert.deepEqual([samples, first, second, agreement, kappa], [4, 100, 50, 50, 0])
  const same = row('generality', 'all')
  assert.deepEqual([same?.samples, same?.agreement, same?.kappa], [12, 100, null])
  assert.equal(table.numRows(), 3 * 4)
})
