import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tableOf } from './table-rows.ts'
import { table2 } from './table2.ts'
import { table4 } from './table4.ts'
import { boxedTable, terminalTable } from './terminal-table.ts'
import { viewOf } from './testing.ts'

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length))
/** The words and figures of a table, in whatever boxes they stand. */
const wordsOf = (text: string): readonly string[] =>
  text.slice(text.indexOf('┌')).match(/[^\s│┌┐└┘├┤┬┴┼─]+/g) ?? []

for (const experiment of [table2, table4]) {
  test(`every table of ${experiment.name} fits in 80 columns, and no figure is lost but intervals`, () => {
    const view = viewOf(experiment, ({ index }) => ({ success: index === 0 }))
    for (const table of experiment.tables(view)) {
      const narrow = terminalTable(table, 80)
      assert.ok(widest(narrow) <= 80, `${table.name} is ${widest(narrow)} wide`)
      const kept = new Set(wordsOf(narrow))
      for (const word of wordsOf(terminalTable(table))) {
        if (!/^\[|\]$/.test(word)) assert.ok(kept.has(word), `${table.name} lost ${word}`)
      }
    }
  })
}

test('a table that fits is one box with its intervals', () => {
  const table = tableOf([{ method: 'TIME', share: 81.25, share_low: 70, share_high: 90 }])
  const text = terminalTable({ name: 't', title: 'T', table }, 80)
  assert.match(text, /81\.3 \[70\.0, 90\.0\]/)
  assert.equal(text.match(/┌/g)?.length, 1)
})

test('whatever its texts, a box is as wide as asked at most', () => {
  const text = fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,9}){0,12}$/)
  fc.assert(
    fc.property(
      fc.array(fc.array(text, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      (cells) => {
        const head = ['source prompt', 'destination prompt', 'a', 'second figure', 'c', 'd']
        const numeric = [false, false, true, true, true, true]
        assert.ok(widest(boxedTable({ head, cells, numeric }, 80)) <= 80)
      },
    ),
    { seed: 1, numRuns: 200 },
  )
})

test('what a terminal would obey is shown escaped, in titles, headings, cells and notes', () => {
  const attack = '\u001b]0;owned\u0007\u009b2J\nA rose'
  const table = tableOf([{ method: attack, 'a\u001b[1m': 1 }])
  const text = terminalTable({ name: 'x', title: attack, table, notes: [attack] })
  assert.doesNotMatch(text, /[^\P{Cc}\n]/u)
  assert.equal(text.split('\\u001b]0;owned\\u0007\\u009b2J\\nA rose').length - 1, 3)
})
