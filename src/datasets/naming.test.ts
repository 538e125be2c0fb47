import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { namesSource, nounOf } from './naming.ts'

test('a noun is its source without the article', () => {
  const sources = [
    'A rose',
    'an apple',
    'The sun',
    'Grapes',
    'A Persian cat',
    ' A pair of shoes ',
    'A',
    'Theatre',
  ]
  assert.deepEqual(sources.map(nounOf), [
    'rose',
    'apple',
    'sun',
    'Grapes',
    'Persian cat',
    'pair of shoes',
    'A',
    'Theatre',
  ])
})

const names: readonly (readonly [prompt: string, source: string])[] = [
  ['A ROSE', 'A rose'],
  ['A field of roses', 'A rose'],
  ['A rose, pixel art', 'A rose'],
  ['A photo of a "rose".', 'A rose'],
  ['A cat’s tail', 'A cat'],
  ["The cats' tails", 'A cat'],
  ['A box of cherries', 'A cherry'],
  ['Three buses', 'A bus'],
  ['Sharp knives', 'A knife'],
  ['Autumn leaves', 'A leaf'],
  ['Warm loaves', 'A loaf'],
  ['A roof', 'Roofs'],
  ['Two firemen', 'A fireman'],
  ['Tall women', 'A woman'],
  ['Many humans', 'A human'],
  ['Happy people', 'A person'],
  ['Playing children', 'A child'],
  ['A mouse', 'Mice'],
  ['Wet feet', 'A foot'],
  ['One grape', 'Grapes'],
  ['Two ice creams', 'Ice cream'],
  ['An ice-cream', 'Ice cream'],
  ['Pairs of shoes', 'A pair of shoes'],
  ['A man in jeans', 'A pair of jeans'],
  ['Two bowls of soup', 'A bowl of soup'],
  ["A visit to O'Brien's", "O'Brien"],
]
const silent: readonly (readonly [prompt: string, source: string])[] = [
  ['A kitten', 'A cat'],
  ['A catalogue', 'A cat'],
  ['A rosebush', 'A rose'],
  ['A primrose', 'A rose'],
  ['Soup', 'A bowl of soup'],
  ['Cream on ice', 'Ice cream'],
  ['An ice', 'Ice cream'],
  ['A', 'A rose'],
  ['', 'A rose'],
]
test('a prompt names a noun in either number, in any case, with marks and possessives about it', () => {
  for (const [prompt, source] of names) assert.ok(namesSource(prompt, source), `${prompt} / ${source}`)
})
test('parts of words, parts of a phrase and near concepts name nothing', () => {
  for (const [prompt, source] of silent) assert.ok(!namesSource(prompt, source), `${prompt} / ${source}`)
})

test('every source names itself, wherever it stands in a prompt', () => {
  const word = fc.stringMatching(/^[a-z]{2,8}$/)
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.array(word),
      fc.array(word),
      (noun, before, after) => {
        const prompt = [...before, ...noun, ...after].join(' ').toUpperCase()
        assert.ok(namesSource(prompt, `A ${noun.join(' ')}`))
      },
    ),
  )
})
