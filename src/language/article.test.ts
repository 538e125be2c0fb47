import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articleFor } from './article.ts'

test('an article goes by the sound of the word behind it, not by its letter', () => {
  const an =
    'apple umbrella hour honest heir ugly urban uninteresting unidentified ultra usher egg Easter island'
  const a =
    'rose unicorn uniform European euphoric one-eyed once useful ukulele unit user utopian house ewe yellow'
  for (const word of an.split(' ')) assert.equal(articleFor(word), 'an', word)
  for (const word of a.split(' ')) assert.equal(articleFor(word), 'a', word)
})

test('letters said one by one and numbers sound by their names', () => {
  for (const word of [
    'FBI',
    'SUV',
    'MRI',
    'X-ray',
    'LED',
    'S-shaped',
    '8-bit',
    '80s',
    '18th',
    '11-year-old',
    'IKEA',
  ]) {
    assert.equal(articleFor(word), 'an', word)
  }
  for (const word of ['UFO', 'CEO', 'T-shirt', 'U-shaped', 'NASA', 'LEGO', '3d', '1960s', '100']) {
    assert.equal(articleFor(word), 'a', word)
  }
})

test('marks before a word are not heard', () => {
  assert.equal(articleFor('"orange"'), 'an')
  assert.equal(articleFor('(blue)'), 'a')
})
