import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matcher } from './glob.ts'

test('a star stands for any characters, a question mark for one, and everything else for itself', () => {
  for (const [pattern, text, is] of [
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'ac', true],
    ['ab*bc', 'abc', false],
    ['*b*b*', 'abc', false],
    ['*b*b*', 'abcb', true],
    ['a?c', 'a\nc', true],
    ['?', '', false],
    ['*?a?*', 'ba', false],
    ['[a].+$', '[a].+$', true],
    ['*line two*', 'line one\nline two\n', true],
    [`*${'a'.repeat(40)}b*`, `${'a'.repeat(100)}b`, true],
    [`*${'a'.repeat(40)}b*`, 'a'.repeat(100), false],
  ] as const)
    assert.equal(matcher(pattern)!(text), is, `${pattern} on ${text}`)
  assert.equal(matcher('a'.repeat(1001)), undefined)
})

test('any pattern matches what the regular expression of the same meaning matches', () => {
  const few = (...letters: string[]) =>
    fc.array(fc.constantFrom(...letters), { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(few('a', 'b', '*', '?'), few('a', 'b'), (pattern, text) => {
      const expression = pattern.replace(/\*+/g, '*').replaceAll('*', '[^]*').replaceAll('?', '[^]')
      return matcher(pattern)!(text) === new RegExp(`^${expression}$`).test(text)
    }),
    { numRuns: 2000 },
  )
})

test('a text is read once, however many stars would try it again', () => {
  let reads = 0
  const text = new Proxy(new String('a'.repeat(3000)), {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++
      return Reflect.get(target, key)
    },
  }) as unknown as string
  assert.equal(matcher(`${'*a'.repeat(400)}*b*`)!(text), false)
  assert.ok(reads <= 3002, `${reads} reads`)
})
