import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from './errors.ts'
import { escapeControls, printable, quote } from './quote.ts'

test('short values are quoted as JSON', () => {
  const values = ['A rose', 3, null, true, [1, 2, 10], { a: [{}] }, '"', []]
  for (const value of values) assert.equal(quote(value), JSON.stringify(value))
  assert.deepEqual([undefined, 2n ** 70n, Number.NaN].map(quote), [
    'undefined',
    '1180591620717411303424',
    'NaN',
  ])
})

test('long and deep values are cut to what a person reads, however large they are', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  assert.equal(quote(deep), '[[[[…]]]]')
  assert.equal(quote(Array(1e6).fill(7)), '[7,7,7,7,7,7,7,7,… 999992 more]')
  assert.equal(quote('x'.repeat(1e6)), `"${'x'.repeat(60)}…" (1000000 characters)`)
  assert.equal(quote({ [`k${'k'.repeat(1e6)}`]: { a: { b: { c: 1 } } } }).length < 200, true)
  const looped: unknown[] = []
  looped.push(looped)
  assert.equal(quote(looped), '[[[[…]]]]')
})

test('a cut leaves pairs of surrogates whole', () => {
  for (let blanks = 50; blanks < 70; blanks++)
    assert.ok(quote(`${' '.repeat(blanks)}${'🌹'.repeat(50)}`).isWellFormed())
})

test('what a terminal would obey is shown escaped', () => {
  const attack = '\u001b]0;title\u0007\u009b2J\u007f\r\u202egnp.\u2028\ud800'
  const shown = '\\u001b]0;title\\u0007\\u009b2J\\u007f\\r\\u202egnp.\\u2028\\ud800'
  assert.equal(printable(attack), shown)
  assert.equal(quote(attack), `"${shown}"`)
  assert.equal(printable('two\nlines\tand a tab'), 'two\nlines\tand a tab')
  assert.equal(escapeControls('two\nlines'), 'two\\nlines')
})

test('letters, emoji and their joiners stand as they are', () => {
  for (const text of ['Ærøskøbing', '👩‍⚕️', 'ज़्', '日本語', 'a\u00a0b']) assert.equal(printable(text), text)
})

test('an InputError shows no control character and is no longer than anybody reads', () => {
  const { message } = new InputError(`The prompt \u001b[31m${'a'.repeat(1e6)} is too long: shorten it.`)
  assert.match(
    message,
    /^The prompt \\u001b\[31ma+… \(\d+ characters left out\) …a+ is too long: shorten it\.$/,
  )
  assert.ok(message.length < 2100)
})
