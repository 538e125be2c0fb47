import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { InputError } from '../errors.ts'
import type { Picture } from '../sampling/draw.ts'
import { displaySymbol } from './host.ts'
import { richDisplay } from './rich.ts'
import { compare, show } from './show.ts'
import { flat } from './testing.ts'

const drawn = (shade: number, form = (prompt: string) => prompt): readonly Picture[] =>
  ['A rose', 'A tulip'].flatMap((prompt) => [0, 1].map((seed) => flat(shade, form(prompt), seed)))
const before = drawn(200)
const after = drawn(90)
const oracle = drawn(10, (prompt) => prompt.replace('A ', 'A blue '))

test('what is shown is a picture in a notebook, and its labels on a terminal', async () => {
  const shown = show(before, { title: 'Flowers' })
  assert.equal(inspect(shown), 'Flowers\ncolumns: seed 0, 1\nA rose\nA tulip')
  assert.ok((await richDisplay(shown))?.data['image/png'])
  assert.equal((await shown[displaySymbol]())['text/plain'], String(shown))
})

test('a comparison takes three lists or one object, and names the destination forms', () => {
  const lists = String(compare(before, after, oracle))
  assert.equal(lists, String(compare({ before, after, oracle })))
  assert.match(lists, /A rose \(A blue rose\)\nA tulip \(A blue tulip\)$/)
  assert.doesNotMatch(String(compare(before, after)), /outright/)
  assert.match(String(compare({ before, after }, { title: 'Mine' })), /^Mine/)
})

test('pictures that do not pair up are refused with the first that does not', () => {
  const refusals: readonly [() => unknown, RegExp][] = [
    [() => compare(before, after.slice(1)), /4 pictures before the edit and 3 in `after`/],
    [() => compare(before, after.toReversed()), /Picture 0 is of “A rose”, seed 0.*“A tulip”, seed 1/],
    [() => compare(before, after, oracle.toReversed()), /`oracle`/],
    [
      () => compare(before.slice(1), after.slice(1)),
      /“A tulip” was drawn with the seeds 0, 1, the first prompt with 1/,
    ],
    [() => compare([], []), /no pictures/],
    [() => show([]), /no pictures/],
  ]
  for (const [call, message] of refusals) {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message))
  }
})
