import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseStrictJson } from './strict-json.ts'

test('whatever JSON.stringify writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      if (text.includes('"__proto__":')) return
      assert.deepEqual(parseStrictJson(text), JSON.parse(text))
    }),
  )
})

test('a key that is there twice in one object is refused, however deep and however it is escaped', () => {
  const texts = [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"x":[{"y":{"a":1,"b":{},"a":2}}]}',
    '{"a":{"b":[1]},"b":1,"a" \n :3}',
    '{"\\\\":1,"\\u005c":2}',
    '{"\\"":1,"\\u0022":2}',
  ]
  for (const text of texts)
    assert.throws(() => parseStrictJson(text), /SyntaxError: the key .* is there twice/, text)
})

test('a key may stand in several objects, and its text in values', () => {
  const texts = [
    '{"a":{"a":"a"},"b":{"a":["a","a"]}}',
    '[{"a":1},{"a":2}]',
    '{"a":"\\"a\\":","b":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":1,"A":2,"a ":3}',
  ]
  for (const text of texts) assert.deepEqual(parseStrictJson(text), JSON.parse(text))
})

test('the key __proto__ is refused, however it is escaped', () => {
  for (const text of ['{"__proto__":{}}', '{"a":[{"\\u005f_proto__":1}]}']) {
    assert.throws(() => parseStrictJson(text), /SyntaxError: the key "__proto__" is not allowed/)
  }
})

test('what is no JSON is a SyntaxError', () => {
  for (const text of ['', '{', '{"a":1,}', "{'a':1}", '{"a":NaN}'])
    assert.throws(() => parseStrictJson(text), SyntaxError)
})
