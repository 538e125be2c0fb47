import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readJson } from './json-file.ts'
import { temporaryFolder } from './testing.ts'

const path = join(temporaryFolder(), 'config.json')

function read(text: string): unknown {
  writeFileSync(path, text)
  return JSON.parse(
    JSON.stringify(readJson(path), (_, value) =>
      Number.isFinite(value) || typeof value !== 'number' ? value : `${value}!`,
    ),
  )
}

test('the numbers that Python writes and JSON lacks are read, wherever they stand', () => {
  assert.deepEqual(read('{"lambda_min_clipped": -Infinity, "a": [NaN, Infinity, 1]}'), {
    lambda_min_clipped: '-Infinity!',
    a: ['NaN!', 'Infinity!', 1],
  })
  assert.deepEqual(read('NaN'), 'NaN!')
})

test('the same words in texts and keys stay as they are', () => {
  const text = '{"NaN": "NaN", "-Infinity": "a \\"NaN\\", -Infinity", "x\\\\": Infinity}'
  assert.deepEqual(read(text), { NaN: 'NaN', '-Infinity': 'a "NaN", -Infinity', 'x\\': 'Infinity!' })
})

test("what Python's reader refuses is refused by the file's name, and so is a key that is there twice", () => {
  for (const text of ['-NaN', '+Infinity', 'nan', 'infinity', '[Infinity1]', '{NaN: 1}', '[NaN', '"NaN']) {
    assert.throws(() => read(text), { name: 'InputError', message: /config\.json is not valid JSON/ }, text)
  }
  assert.throws(() => read('{"a": NaN, "a": 1}'), /the key "a" is there twice/)
})
