import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { loadMethod } from './method.ts'
import { methodDigest } from './method-digest.ts'

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

test('what a method imports enters its identity, directly or not: files, JSON, packages, timelab itself', async () => {
  const beside = join(folder, 'imports')
  const files: Readonly<Record<string, string>> = {
    'method.ts': 'import { a } from "./a.ts"; export default { name: "Own", edit: () => a }',
    'a.ts':
      'import data from "./data.json" with { type: "json" }; export * from "./b.js"; export const a = data.x',
    'b.js': 'import c from "c"; export const b = () => [c, import("./late.ts")]',
    'late.ts': 'export type Late = 1',
    'data.json': '{ "x": 1 }',
    'node_modules/c/index.js': 'module.exports = require("./inner")',
    'node_modules/c/inner.js': 'module.exports = 1',
    'node_modules/c/package.json': '{ "name": "c", "version": "1.0.0", "main": "index.js" }',
  }
  const lay = (place: string, other: Readonly<Record<string, string>> = {}) => {
    for (const [name, text] of Object.entries({ ...files, ...other })) {
      mkdirSync(dirname(join(place, name)), { recursive: true })
      writeFileSync(join(place, name), text)
    }
    return join(place, 'method.ts')
  }
  const { sha256, edit } = await loadMethod(lay(beside))
  assert.equal(edit([], {}), 1)
  assert.equal(await methodDigest(lay(join(folder, 'elsewhere'))), sha256)
  const read = Object.keys(files).filter((name) => !name.endsWith('package.json'))
  const digests = new Set([sha256])
  for (const name of read) {
    digests.add(await methodDigest(lay(beside, { [name]: `${files[name]} ` })))
  }
  assert.equal(digests.size, read.length + 1)
  const uses = (words: string) => methodDigest(lay(beside, { 'b.js': `${words}; export const b = 1` }))
  assert.notEqual(await uses('import "timelab"'), await uses('import "node:fs"'))
})
