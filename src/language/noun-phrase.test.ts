import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nounPhraseAt, nounPhrases } from './noun-phrase.ts'
import { wordsOf } from './words.ts'

const tags = (text: string) =>
  wordsOf(text)
    .map(({ tag }) => tag)
    .join(' ')

function phrases(text: string): readonly string[] {
  const words = wordsOf(text)
  return nounPhrases(words).map(({ start, end }) =>
    words
      .slice(start, end)
      .map((word) => word.text)
      .join(' '),
  )
}

test('a capital at the beginning makes no name, and a name keeps its own', () => {
  assert.equal(tags('Bananas in space'), 'NOUN ADP NOUN')
  assert.equal(tags('Yellow roses'), 'ADJ NOUN')
  assert.equal(tags('Brad Pitt laughing'), 'PROPN PROPN VERB')
  assert.equal(tags('Rose'), 'NOUN')
})

test('what somebody does is no noun, and what an article opens ends in one', () => {
  assert.equal(tags('A woman swimming'), 'DET NOUN VERB')
  assert.equal(tags('An oil painting'), 'DET NOUN NOUN')
  assert.equal(tags('A 3d render of a bed'), 'DET ADJ NOUN ADP DET NOUN')
  assert.equal(tags('A bowl of curry'), 'DET NOUN ADP NOUN')
})

test('words of several tokens are one word, with their marks apart', () => {
  const [, hyphened, comma] = wordsOf('A T-shirt clad-in, blue')
  assert.deepEqual([hyphened?.text, hyphened?.tag], ['T-shirt', 'NOUN'])
  assert.deepEqual([comma?.text, comma?.marks], ['clad-in', ','])
  assert.equal(wordsOf("A cat's bed")[1]?.possessive, true)
  assert.equal(wordsOf('A cat’s bed')[1]?.bare, 'cat')
})

test('a noun phrase holds what belongs before its noun, and ends before what follows it', () => {
  assert.deepEqual(phrases('A tulip by the window'), ['A tulip', 'the window'])
  assert.deepEqual(phrases('Two small black and white dogs playing'), ['Two small black and white dogs'])
  assert.deepEqual(
    phrases('A giant, glowing, blue rose'),
    ['A giant, glowing, blue rose'].map((text) => text.replaceAll(',', '')),
  )
  assert.deepEqual(phrases('A snow covered mountain, oil on canvas'), [
    'A snow covered mountain',
    'oil',
    'canvas',
  ])
  assert.deepEqual(phrases('A man riding a horse'), ['A man', 'a horse'])
})

test('its noun may be a compound, and begins behind what is of a known sort', () => {
  const parts = (text: string) => {
    const words = wordsOf(text)
    const { attributes, noun, end } = nounPhraseAt(words, 0)!
    return [words.slice(attributes, noun), words.slice(noun, end)].map((part) =>
      part.map((word) => word.text).join(' '),
    )
  }
  assert.deepEqual(parts('A blue garden table'), ['blue', 'garden table'])
  assert.deepEqual(parts('A stone bridge'), ['stone', 'bridge'])
  assert.deepEqual(parts('Two dogs'), ['', 'dogs'])
})

test('a text without a noun has no noun phrase, and a long one of adjectives is read in time', () => {
  assert.equal(nounPhraseAt(wordsOf('very far away'), 0), undefined)
  assert.equal(nounPhraseAt([], 0), undefined)
  assert.equal(nounPhraseAt(wordsOf(`${'red '.repeat(2000)}rose`), 0), undefined)
})
