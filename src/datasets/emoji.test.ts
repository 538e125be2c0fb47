import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { shippedModels } from '../models/model.ts'
import { openTokenizer } from '../models/tokenizer.ts'
import { parsePromptPair } from './destination-form.ts'
import type { EditEntry } from './entry.ts'
import { namesSource } from './naming.ts'
import { readCaptions, readDataset, readProfessions } from './read.ts'

const shipped = (name: string) => fileURLToPath(new URL(`../../datasets/emoji/${name}.csv`, import.meta.url))
const edits = { test: readDataset(shipped('test')), validation: readDataset(shipped('validation')) }
const { test: tests, validation } = edits
const professions = readProfessions(shipped('gender'))
const captions = readCaptions(shipped('captions'))
const entries = [...tests.entries, ...validation.entries]
const pairsOf = ({ positives, negatives }: EditEntry) => [...positives, ...negatives]
const editPrompts = entries.flatMap((entry) =>
  [{ prompt: entry.source, destination: entry.destination }, ...pairsOf(entry)].flatMap((pair) => [
    pair.prompt,
    pair.destination,
  ]),
)
const professionPrompts = professions.entries.flatMap((entry) => [
  entry.source,
  entry.destination,
  entry.validation,
  ...entry.tests,
])

const shares = (of: readonly EditEntry[]) =>
  Object.fromEntries(
    Map.groupBy(of, ({ kind }) => kind)
      .entries()
      .map(([kind, group]) => [kind, group.length]),
  )

test('the files hold what their card says, and reading them finds nothing amiss', () => {
  assert.deepEqual(shares(tests.entries), { colour: 58, background: 27, style: 8, gender: 11 })
  assert.deepEqual(shares(validation.entries), { colour: 7, background: 3, style: 1, gender: 1 })
  assert.equal(professions.entries.length, 9)
  assert.equal(captions.length, 3120)
  for (const { findings } of [tests, validation, professions]) assert.deepEqual(findings, [])
  for (const entry of entries) assert.equal(pairsOf(entry).length, 10)
  for (const entry of professions.entries) assert.equal(entry.tests.length, 5)
})

test('what the oracle filter left is of the test set, entry by entry', () => {
  const filtered = readDataset(shipped('test-filtered'))
  const plain = ({ row: _, ...entry }: EditEntry) => JSON.stringify(entry)
  const all = new Set(tests.entries.map(plain))
  assert.equal(filtered.entries.length, 101)
  assert.ok(filtered.entries.every((entry) => all.has(plain(entry))))
})

test('no edit that lambda is chosen on is tested', () => {
  const tested = new Set(tests.entries.map(({ source, destination }) => `${source} -> ${destination}`))
  for (const { source, destination } of validation.entries) {
    assert.ok(!tested.has(`${source} -> ${destination}`), destination)
  }
})

test('the model knows every word: none falls apart into several tokens', async () => {
  const tokenizer = await openTokenizer(`${shippedModels.emoji}/tokenizer`)
  const prompts = new Set([...editPrompts, ...professionPrompts, ...captions])
  const words = new Set([...prompts].flatMap((prompt) => prompt.split(' ')))
  for (const word of words) assert.equal(tokenizer.encode(word).used, 3, word)
})

test('texts begin with a capital, and articles follow the sound', () => {
  for (const text of [...editPrompts, ...professionPrompts]) {
    assert.match(text, /^[A-Z]/)
    assert.doesNotMatch(text, /\b(an (?![aeiou])|a (?=[aeiou]))/i, text)
  }
})

test('positives that name the source follow as the edit command would have them follow', () => {
  for (const { source, destination, positives } of entries) {
    for (const pair of positives.filter(({ prompt }) => namesSource(prompt, source))) {
      assert.deepEqual(parsePromptPair(pair.prompt, source, destination), pair)
    }
  }
})

test('a destination form says what the edit says; its prompt does not', () => {
  for (const entry of entries) {
    const known = new Set(entry.source.toLowerCase().split(' '))
    const added = entry.destination
      .toLowerCase()
      .split(' ')
      .filter((word) => !known.has(word) && !['a', 'an', 'of', 'on', 'in', 'at', 'the'].includes(word))
    const says = (text: string) => added.every((word) => text.toLowerCase().split(' ').includes(word))
    for (const { prompt, destination } of pairsOf(entry)) {
      assert.ok(says(destination) && !says(prompt), `${prompt} / ${destination}`)
    }
  }
})

test('related wordings that never name the source are there to be counted apart', () => {
  const silent = (of: readonly EditEntry[]) =>
    of.flatMap(({ source, positives }) => positives.filter(({ prompt }) => !namesSource(prompt, source)))
  assert.equal(silent(tests.entries).length, 92)
  assert.equal(silent(validation.entries).length, 12)
})

test('captions are distinct, and none is what an edit says', () => {
  const edited = new Set(entries.flatMap(({ source, destination }) => [source, destination]))
  const said = new Set([...edited].map((text) => text.toLowerCase()))
  assert.equal(new Set(captions).size, captions.length)
  for (const caption of captions) assert.ok(!said.has(caption.toLowerCase()), caption)
})
