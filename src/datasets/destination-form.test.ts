import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../errors.ts'
import { parsePromptPair, promptPairsOf } from './destination-form.ts'

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

test('what follows in a prompt stays behind what the edit puts there, or gives way to it', () => {
  const on = (prompt: string) => form(prompt, 'A cat', 'A cat on the moon')
  assert.equal(on('A dog, pixel art'), 'A dog on the moon, pixel art')
  assert.equal(on('A dog with a ball at night'), 'A dog with a ball on the moon at night')
  assert.equal(on('A dog on the grass'), 'A dog on the moon')
  assert.equal(form('Ronaldo playing golf', 'Messi', 'Messi playing tennis'), 'Ronaldo playing tennis')
  assert.equal(form('A dog', 'A cat on a sofa', 'A cat on the moon'), 'A dog on the moon')
  assert.equal(form('A glass on a table', 'A cup', 'A cup of tea'), 'A glass of tea on a table')
  assert.equal(form('A dog on a sofa', 'A cat', 'A cat, pixel art'), 'A dog on a sofa, pixel art')
  assert.throws(() => form('A dog, oil painting', 'A cat', 'A cat, pixel art'), /may or may not stay/)
})

test('articles and capitals are those of the form', () => {
  assert.equal(form('An ox', 'A horse', 'An FBI horse'), 'An FBI ox')
  assert.equal(form('An owl', 'A boat', 'A one-eyed boat'), 'A one-eyed owl')
  assert.equal(form('An old photo of an owl', 'A boat', 'A big boat'), 'An old photo of a big owl')
  assert.equal(form('Beyonce dancing', 'Usher', 'Blond Usher'), 'Blond Beyonce dancing')
  assert.equal(form('a tulip', 'A rose', 'A blue rose'), 'a blue tulip')
  assert.equal(form('A CEO', 'A rose', 'A sketch of a rose'), 'A sketch of a CEO')
  assert.equal(form('Big Ben in the snow', 'A car', 'A blue car'), 'Blue Big Ben in the snow')
  assert.equal(form('A European hen', 'A hen', 'A golden hen'), 'A golden European hen')
  assert.equal(form('My two red dogs'), 'My two blue dogs')
  assert.equal(form('A two story house', 'A hut', 'A clay hut'), 'A two story clay house')
  assert.equal(form('A tulip\n  by the window '), 'A blue tulip by the window')
})

test('an edit of another noun follows where it stands, in its number', () => {
  const president = (prompt: string) => form(prompt, 'A president', 'Joe Biden')
  assert.equal(
    president('A portrait of the president, oil on canvas'),
    'A portrait of Joe Biden, oil on canvas',
  )
  assert.equal(president("The president's house"), "Joe Biden's house")
  for (const other of [
    'Two presidents',
    'An old president',
    'President Obama',
    'The president of France',
    'A king',
  ]) {
    assert.throws(() => president(other), InputError, other)
  }
  assert.equal(form('My old bicycle', 'A bicycle', 'A motorcycle'), 'My old motorcycle')
})

test('whatever a prompt and an edit are, there is a form or one sentence', () => {
  const word = fc.constantFrom(
    ...'a an the A The rose roses red dark and of with in on photo Messi Pitt\'s playing is two 3d "x" (y), , – ! 🌹'.split(
      ' ',
    ),
  )
  const text = fc.array(word, { maxLength: 7 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(text, text, text, (prompt, source, destination) => {
      try {
        assert.notEqual(form(prompt, source, destination), '')
      } catch (error) {
        assert.ok(error instanceof InputError, String(error))
        assert.doesNotMatch(error.message, /\n|undefined/)
      }
    }),
  )
})

test('prompts of an edit of several pairs follow the pair whose source they name', () => {
  const pairs = [
    { source: 'A rose', destination: 'A blue rose' },
    { source: 'A cat', destination: 'A green cat' },
  ]
  const given = { prompt: 'A dog', destination: 'A green dog' }
  assert.deepEqual(promptPairsOf(['A field of roses', 'A cat', 'A dog => A grey dog', given], pairs), [
    { prompt: 'A field of roses', destination: 'A field of blue roses' },
    { prompt: 'A cat', destination: 'A green cat' },
    { prompt: 'A dog', destination: 'A grey dog' },
    given,
  ])
  assert.throws(
    () => promptPairsOf(['A dog'], pairs),
    /names none of the edit's 2 sources: write it as "A dog => ITS/,
  )
  assert.throws(() => promptPairsOf(['A cat and a rose'], pairs), /names several of the edit's 2 sources/)
})
