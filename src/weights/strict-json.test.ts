import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseStrictJson } from './strict-json.ts'

/** The same with ordinary prototypes, as `deepEqual` compares them, too. */
const plain = (value: unknown): unknown => structuredClone(value)

test('whatever JSON.stringify writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      if (text.includes('"__proto__":')) return
      assert.deepEqual(plain(parseStrictJson(text)), JSON.parse(text))
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
  for (const text of texts) assert.deepEqual(plain(parseStrictJson(text)), JSON.parse(text))
})

test('the key __proto__ is refused, however it is escaped', () => {
  for (const text of ['{"__proto__":{}}', '{"a":[{"\\u005f_proto__":1}]}']) {
    assert.throws(() => parseStrictJson(text), /SyntaxError: the key "__proto__" is not allowed/)
  }
})

test('names are looked up among those of the text alone', () => {
  const found = parseStrictJson('{"__proto__":{"pad":1},"a":[{}]}', { anyKey: true }) as Record<
    string,
    unknown
  >
  assert.deepEqual(Object.keys(found), ['__proto__', 'a'])
  for (const name of ['constructor', 'toString', 'pad']) assert.equal(found[name], undefined)
  assert.equal(name('__proto__', (found.a as object[])[0]!), undefined)
})
const name = (key: string, object: object): unknown => (object as Record<string, unknown>)[key]

test('what is no JSON is refused where JSON.parse refuses it, and its place is named', () => {
  const texts = [
    '',
    ' ',
    '{',
    '[',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '[1,]',
    '[,1]',
    '{,}',
    "{'a':1}",
    '{a:1}',
    '{"a":NaN}',
    '{"a" 1}',
    '[1 2]',
    '01',
    '-',
    '1.',
    '.5',
    '1e',
    '+1',
    '0x1',
    'tru',
    'nul',
    'truefalse',
    '"',
    '"\\',
    '"\\x"',
    '"\\u12"',
    '"\\u12G4"',
    '"\n"',
    '"\u0000"',
    '{}{}',
    '[]]',
    '\ufeff{}',
    '\u00a0{}',
    'undefined',
    '-Infinity',
  ]
  for (const text of texts) {
    assert.throws(() => JSON.parse(text), SyntaxError, text)
    assert.throws(
      () => parseStrictJson(text),
      /^SyntaxError: .* at line \d+, column \d+$/,
      JSON.stringify(text),
    )
  }
  assert.throws(() => parseStrictJson('{\n  "a": 1,\n  "b": x\n}'), /"x" is not expected at line 3, column 8/)
})

test('any text is parsed as JSON.parse does, or refused where that refuses it', () => {
  const pieces = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\\u00e9',
      '\\ud83d\\ude00',
      '\\n',
      'a',
      '0',
      '1',
      '-',
      '.',
      'e',
      '+',
    ],
    ...[' ', '\n', '\t', 'true', 'false', 'null', '"k":', '"v"', '\u007f', '🌹'],
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      let expected: unknown
      try {
        expected = JSON.parse(text)
      } catch {
        assert.throws(() => parseStrictJson(text), SyntaxError)
        return
      }
      try {
        assert.deepEqual(plain(parseStrictJson(text)), expected)
      } catch (error) {
        assert.match(String(error), /is there twice/)
      }
    }),
    { numRuns: 3000 },
  )
})

test('half of a surrogate pair is refused', () => {
  for (const text of ['"\\ud800"', '{"\\udc00":1}', '"\\ud83d\\u0041"', '["\\ude00\\ud83d"]'])
    assert.throws(() => parseStrictJson(text), /half of a surrogate pair/)
  assert.equal(parseStrictJson('"\\ud83d\\ude00"'), '😀')
})

test("Python's numbers are read where they are asked for", () => {
  const read = (text: string) => plain(parseStrictJson(text, { python: true }))
  assert.deepEqual(read('[NaN,Infinity,-Infinity,-1]'), [Number.NaN, Infinity, -Infinity, -1])
  for (const text of ['-NaN', 'Inf', 'nan', '[Infinityy]', '{NaN:1}'])
    assert.throws(() => read(text), SyntaxError)
})

test('text without end is refused at once or read in proportion: levels, values, digits, strings of megabytes', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  assert.ok(Array.isArray(parseStrictJson(deep(127))))
  for (const text of [deep(128), '['.repeat(20e6), '{"a":'.repeat(1e6)])
    assert.throws(() => parseStrictJson(text), /more than 127 levels are nested at line 1/)
  assert.throws(() => parseStrictJson(`[${'[],'.repeat(5e6)}1]`), /there are more than 4000000 values/)
  assert.throws(() => parseStrictJson('1'.repeat(20e6)), /a number is too long/)
  const long = 'x\\n"'.slice(0, 3).repeat(8e6)
  assert.equal((parseStrictJson(`"${long}"`) as string).length, 16e6)
})
