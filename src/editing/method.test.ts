import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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

test('a method outside every project finds timelab, in itself and in what it imports, and an own package comes first', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'timelab-method-'))
  try {
    writeFileSync(
      join(outside, 'mine.ts'),
      `import { edit } from 'timelab'
       import { isInputError } from './part.mjs'
       export default { name: 'mine', edit: isInputError ? edit : undefined }`,
    )
    writeFileSync(
      join(outside, 'part.mjs'),
      `import { InputError } from 'timelab'
       export const isInputError = new InputError('x') instanceof Error`,
    )
    assert.equal((await loadMethod(join(outside, 'mine.ts'))).name, 'mine')

    const own = join(outside, 'node_modules', 'arquero')
    mkdirSync(own, { recursive: true })
    writeFileSync(
      join(own, 'package.json'),
      JSON.stringify({ name: 'arquero', type: 'module', main: 'index.js' }),
    )
    writeFileSync(join(own, 'index.js'), 'export const whose = "own"')
    writeFileSync(
      join(outside, 'second.mjs'),
      `import { whose } from 'arquero'
       export default { name: whose, edit() {} }`,
    )
    assert.equal((await loadMethod(join(outside, 'second.mjs'))).name, 'own')

    writeFileSync(join(outside, 'third.mjs'), `import 'no-such-package'\nexport default 1`)
    await assert.rejects(
      () => loadMethod(join(outside, 'third.mjs')),
      /third\.mjs cannot be loaded .*no-such-package/,
    )
  } finally {
    rmSync(outside, { recursive: true })
  }
})
