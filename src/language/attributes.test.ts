import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standingOf } from './attributes.ts'
import { wordsOf } from './words.ts'

/** What becomes of an attribute when another is put to "cake", or whatever noun: both are read before one. */
function standing(word: string, added: string, ofSource = true) {
  const attribute = (text: string) => wordsOf(`A ${text} cake`)[1]!
  return standingOf(attribute(word), attribute(added), ofSource)
}

test('attributes of one sort exclude each other', () => {
  for (const [word, added] of [
    ['brown', 'golden'],
    ['wooden', 'glass'],
    ['dark-red', 'blue'],
    ['round', 'star-shaped'],
    ['huge', 'tiny'],
    ['old', 'young'],
    ['German', 'Japanese'],
    ['red-haired', 'blonde'],
  ] as const) {
    assert.equal(standing(word, added), 'gone', `${word} ${added}`)
    assert.equal(standing(word, added, false), 'gone', `${word} ${added}`)
  }
})

test('those of several sorts stand in the order of English', () => {
  for (const [first, second] of [
    ['small', 'blue'],
    ['old', 'round'],
    ['blue', 'European'],
    ['European', 'wooden'],
    ['beautiful', 'blue'],
    ['wooden', 'female'],
  ] as const) {
    assert.equal(standing(first, second), 'before', `${first} ${second}`)
    assert.equal(standing(second, first), 'behind', `${first} ${second}`)
  }
})

test('a kind gives way to a kind of the source; of another noun nobody knows', () => {
  assert.equal(standing('vegetable', 'fruit'), 'gone')
  assert.equal(standing('field', 'biker'), 'gone')
  assert.equal(standing('apple', 'lemon', false), 'unclear')
  assert.equal(standing('hotel', 'bunk', false), 'unclear')
  assert.equal(standing('white', 'chocolate'), 'unclear')
  assert.equal(standing('birthday', 'blue'), 'behind')
})
