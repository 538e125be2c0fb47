import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellOnce } from './notices.ts'

test('a line is said once, on standard error, with nothing in it that a terminal obeys', (t) => {
  const write = t.mock.method(process.stderr, 'write', () => true)
  for (const line of ['a \u001b[31mred note', 'a \u001b[31mred note', 'another']) tellOnce(line)
  write.mock.restore()
  assert.deepEqual(
    write.mock.calls.map(({ arguments: [text] }) => text),
    ['a \\u001b[31mred note\n', 'another\n'],
  )
})
