import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readCaptions, readDataset, readProfessions } from '../datasets/read.ts'
import { shippedDatasets } from '../datasets/shipped.ts'
import { shippedModels } from './model.ts'
import { openTokenizer, type Tokenizer } from './tokenizer.ts'
import { unknownWords } from './unknown-words.ts'

// scripts/goldens/clip-words.py
const golden = JSON.parse(
  readFileSync(new URL('goldens/clip-words.golden.json', import.meta.url), 'utf8'),
) as {
  readonly vocab: Readonly<Record<string, number>>
  readonly merges: readonly string[]
  readonly words: Readonly<Record<string, readonly string[]>>
}
const folder = mkdtempSync(join(tmpdir(), 'timelab-words-'))
after(() => rmSync(folder, { recursive: true }))
let emoji: Tokenizer
let clip: Tokenizer

before(async () => {
  emoji = await openTokenizer(join(shippedModels.emoji, 'tokenizer'))
  writeFileSync(join(folder, 'vocab.json'), JSON.stringify(golden.vocab))
  writeFileSync(join(folder, 'merges.txt'), `#version: 0.2\n${golden.merges.join('\n')}\n`)
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"model_max_length":77}')
  clip = await openTokenizer(folder)
})

test('the emoji model knows the words of its own world, and no others', () => {
  assert.deepEqual(
    unknownWords(emoji, ['A photo of a rose', 'A CAT, in the garden!', "the cat's kitten", '']),
    [],
  )
  assert.deepEqual(unknownWords(emoji, ['A dinosaur', 'A Dinosaur and a zebra', 'a dinosaur-cat', 'кошка']), [
    'dinosaur',
    'Dinosaur',
    'and',
    'zebra',
    'кошка',
  ])
})

test('every text of the data sets that ship is made of words that the model knows', () => {
  const file = (name: string) => join(shippedDatasets, 'emoji', name)
  const edits = ['test.csv', 'test-filtered.csv', 'validation.csv'].flatMap(
    (name) => readDataset(file(name)).entries,
  )
  const texts = [
    ...edits.flatMap(({ source, destination, positives, negatives }) => [
      ...[source, destination],
      ...[...positives, ...negatives].flatMap((pair) => [pair.prompt, pair.destination]),
    ]),
    ...readProfessions(file('gender.csv')).entries.flatMap((each) => [
      ...[each.source, each.destination, each.validation],
      ...each.tests,
    ]),
    ...readCaptions(file('captions.csv')),
  ]
  assert.deepEqual(unknownWords(emoji, texts), [])
})

test("CLIP's vocabulary is part of the golden, so its words are cut as by the whole", () => {
  for (const [word, tokens] of Object.entries(golden.words)) {
    const { texts, used } = clip.encode(word)
    assert.deepEqual(texts.slice(1, used - 1), tokens, word)
  }
})

test('of CLIP, only what falls apart into letters or bytes is unknown: rare words and misspellings are not', () => {
  assert.deepEqual(unknownWords(clip, Object.keys(golden.words)), [
    ...['xqzvfk', 'кошка', 'роза', '花', '東京タワー', '한국어', 'مرحبا', 'ไทย', 'việt'],
  ])
})

test('a token of textual inversion is known as it is written', async () => {
  const added = { '<cat-toy>': 49_408, '<zyx>': 49_409 }
  const whole = mkdtempSync(join(folder, 'whole-'))
  const json = JSON.parse(readFileSync(join(shippedModels.emoji, 'tokenizer', 'tokenizer.json'), 'utf8'))
  const tokens = Object.entries(added).map(([content, id]) => ({
    ...{ id, content, special: false, normalized: false },
    ...{ single_word: false, lstrip: false, rstrip: false },
  }))
  writeFileSync(
    join(whole, 'tokenizer.json'),
    JSON.stringify({ ...json, added_tokens: [...json.added_tokens, ...tokens] }),
  )
  const tokenizer = await openTokenizer(whole)
  assert.deepEqual(unknownWords(tokenizer, ['A photo of a <cat-toy>', 'a <zyx>']), [])
  assert.deepEqual(unknownWords(tokenizer, ['A photo of a zyx']), ['zyx'])
})
