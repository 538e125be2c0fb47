import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseJson } from './parse-json.ts'

test('a JSON text is parsed; anything else is undefined', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      assert.deepEqual(parseJson(JSON.stringify(value)), JSON.parse(JSON.stringify(value))),
    ),
  )
  for (const text of ['', '{', '[1,]', '"\\"', '"', null, undefined]) assert.equal(parseJson(text), undefined)
})

test('brackets in strings nest nothing', () => {
  const text = '[{"'.repeat(1000)
  assert.equal(parseJson(JSON.stringify(text)), text)
  assert.deepEqual(parseJson(JSON.stringify([`\\"${text}\\`, text])), [`\\"${text}\\`, text])
})

test('what is nested without end is undefined at once', () => {
  assert.ok(parseJson('['.repeat(200) + ']'.repeat(200)))
  for (const text of ['['.repeat(201) + ']'.repeat(201), '['.repeat(20e6), '{"a":'.repeat(1e6)])
    assert.equal(parseJson(text), undefined)
})
