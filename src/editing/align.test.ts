import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../errors.ts'
import { align } from './align.ts'
import { tokensOf } from './testing.ts'

interface Golden {
  readonly source: readonly string[]
  readonly destination: readonly string[]
  readonly indices: readonly number[] | null
}

/** Written by scripts/goldens/time.py. */
const goldens: readonly Golden[] = JSON.parse(
  readFileSync(new URL('goldens/alignment.golden.json', import.meta.url), 'utf8'),
)

test('the released alignment gives the released code’s index lists, and refuses where it walks past the end', () => {
  assert.ok(goldens.length >= 20)
  for (const { source, destination, indices } of goldens) {
    const found = () => align(tokensOf(source), tokensOf(destination), 'released')
    if (indices === null) assert.throws(found, InputError)
    else {
      assert.deepEqual(found().destination, indices)
      assert.deepEqual(found().source, [...Array(77).keys()])
    }
  }
})

test('the paper’s alignment keeps the prompt’s own tokens alone', () => {
  const found = align(words('a rose'), words('a blue rose'), 'prompt')
  assert.deepEqual(found, { source: [1, 2], destination: [1, 3] })
})

test('"a" and "an" are the same token', () => {
  assert.deepEqual(align(words('an apple'), words('a green apple'), 'prompt').destination, [1, 3])
  assert.deepEqual(align(words('a house'), words('an old house'), 'prompt').destination, [1, 3])
})

test('an alignment that fails names the first token without a counterpart', () => {
  assert.throws(() => align(words('a red rose'), words('a blue rose'), 'released'), {
    name: 'InputError',
    message: /"a red rose" .* "a blue rose": token 2 of the source, "red", .* after "a"/,
  })
  assert.throws(() => align(words('roses'), words('a rose'), 'prompt'), /token 1 of the source, "roses"/)
  assert.throws(() => align(words('a rose rose'), words('a rose'), 'prompt'), /token 3/)
})

test('words added anywhere never break an alignment, and matches ascend', () => {
  const word = fc.constantFrom('a', 'an', 'rose', 'blue', 'dog')
  const insertions = fc.array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(insertions, (marked) => {
      const destination = marked.map(([text]) => text)
      const source = marked.filter(([, kept]) => kept).map(([text]) => text)
      const { destination: found } = align(words(source.join(' ')), words(destination.join(' ')), 'released')
      assert.equal(found.length, 77)
      assert.ok(found.every((index, i) => index <= 76 && (i === 0 || index >= (found[i - 1] ?? 0))))
      assert.equal(found[source.length + 1], destination.length + 1)
    }),
  )
})

const words = (prompt: string) =>
  tokensOf(
    [
      '<|startoftext|>',
      ...prompt.split(' ').flatMap((word) => (word === '' ? [] : `${word}</w>`)),
      '<|endoftext|>',
    ],
    prompt,
  )
