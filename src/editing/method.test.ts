import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { loadMethod } from './method.ts'

const folder = temporaryFolder()
const write = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

test('a method is loaded from TypeScript, and its identity follows its text', async () => {
  const text = 'export default { name: "Nothing", edit: (pairs: readonly unknown[]) => pairs.length }'
  const [a, b] = [await loadMethod(write('a.ts', text)), await loadMethod(write('b.ts', `${text} // more`))]
  assert.equal(a.name, 'Nothing')
  assert.equal(a.edit([], {}), 0)
  assert.notEqual(a.sha256, b.sha256)
})

test('what is no method is refused by name', async () => {
  const cases: readonly [string, string, RegExp][] = [
    ['none.ts', 'export const edit = 1', /none\.ts exports no method/],
    ['taken.ts', 'export default { name: "TIME", edit() {} }', /taken\.ts is called "TIME"/],
    ['broken.ts', 'export default {', /broken\.ts cannot be loaded/],
  ]
  for (const [name, text, message] of cases) {
    await assert.rejects(
      () => loadMethod(write(name, text)),
      (error) => error instanceof InputError && message.test(error.message),
    )
  }
  await assert.rejects(() => loadMethod(join(folder, 'missing.ts')), InputError)
})
