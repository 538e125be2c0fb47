import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { parsePromptPair } from './destination-form.ts'

const form = (prompt: string, source = 'A rose', destination = 'A blue rose') =>
  parsePromptPair(prompt, source, destination).destination

test('words before the noun go before the noun of a related prompt', () => {
  assert.equal(form('A rose'), 'A blue rose')
  assert.equal(form('A painting of a rose'), 'A painting of a blue rose')
  assert.equal(form('A field of roses'), 'A field of blue roses')
  assert.equal(form('A rose on the beach'), 'A blue rose on the beach')
  assert.equal(form('Roses in a vase'), 'Blue roses in a vase')
  assert.equal(form('A rose, pixel art'), 'A blue rose, pixel art')
  assert.equal(form('A rose’s thorns'), 'A blue rose’s thorns')
  assert.equal(form('A bowl of cherries', 'A cherry', 'A green cherry'), 'A bowl of green cherries')
})

test('they go before the noun of an unrelated prompt, and articles follow the sound', () => {
  assert.equal(form('A tulip'), 'A blue tulip')
  assert.equal(form('An apple'), 'A blue apple')
  assert.equal(form('A photo of an apple at night'), 'A photo of a blue apple at night')
  assert.equal(form('A car in a garden'), 'A blue car in a garden')
  assert.equal(form('A tulip', 'A rose', 'An orange rose'), 'An orange tulip')
})

test('words after the source go to the end, words before it to the beginning', () => {
  assert.equal(form('A tulip', 'A rose', 'A rose on the beach'), 'A tulip on the beach')
  assert.equal(form('A tulip', 'A rose', 'A painting of a rose'), 'A painting of a tulip')
  assert.equal(form('An apple', 'A rose', 'Pixel art of a rose'), 'Pixel art of an apple')
  assert.equal(form('A teacher', 'A doctor', 'A female doctor'), 'A female teacher')
})

test('a form given outright is taken as it is', () => {
  assert.deepEqual(parsePromptPair('A kitten => A blue kitten', 'A cat', 'A blue cat'), {
    prompt: 'A kitten',
    destination: 'A blue kitten',
  })
})

test('what cannot be read or derived is refused by name', () => {
  for (const bad of ['=> A blue rose', 'A rose =>', 'a => b => c', 'A rose => A rose', '']) {
    assert.throws(() => form(bad), InputError, bad)
  }
})

test('an attribute stands with the noun that the prompt is about, wherever that is', () => {
  assert.equal(form('A tulip by the window'), 'A blue tulip by the window')
  assert.equal(form('A European horse'), 'A blue European horse')
  assert.equal(form('A horse', 'A horse', 'A European horse'), 'A European horse')
  assert.equal(form('An ox', 'A horse', 'A European horse'), 'A European ox')
  assert.equal(form('Tulips', 'Roses', 'A pack of blue roses'), 'A pack of blue tulips')
  assert.equal(form('A pack of tulips'), 'A pack of blue tulips')
  assert.equal(form('A brown hen', 'A hen', 'A golden hen'), 'A golden hen')
  assert.equal(
    form('Brad Pitt on the red carpet', 'Tom Hanks', 'Tom Hanks with eyeglasses'),
    'Brad Pitt with eyeglasses on the red carpet',
  )
})

test('where the form cannot be known, one sentence says why and how to give it', () => {
  assert.throws(() => form('A tulip and a dog'), {
    name: 'InputError',
    message:
      'The prompt "A tulip and a dog" does not tell where "A blue rose" would put its words (it speaks of several ' +
      'things): write it as "A tulip and a dog => ITS DESTINATION FORM".',
  })
  for (const unclear of [
    'A rose',
    'A vase of water',
    'A man holding a tulip',
    'A blue tulip',
    'Running fast',
  ]) {
    assert.throws(
      () => form(unclear, 'Roses', 'A pack of blue roses'),
      /=> ITS DESTINATION FORM"\.$/,
      unclear,
    )
  }
})
