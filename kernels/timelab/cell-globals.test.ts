import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'

const outside = mkdtempSync(join(tmpdir(), 'notebooks-'))
after(() => rmSync(outside, { recursive: true }))
const { run, value, compiler } = openTestNotebook(outside, {
  'node_modules/bare/package.json': '{ "name": "bare", "main": "index.js" }',
  'node_modules/bare/index.js': 'exports.one = 1\n',
  'typed.ts': 'export interface Options { depth: number }\nexport const options: Options = { depth: 1 }\n',
})

test('declare global counts in its own cell and in later ones, with the types of the cell', async () => {
  const first =
    'interface Petal { size: number }\ndeclare global { var petal: Petal; function bloom(): string }'
  assert.equal(await value(`${first}\nglobalThis.petal = { size: 3 }\npetal.size`), 3)
  assert.equal(await value("globalThis.bloom = () => 'rose'\nbloom().toUpperCase() + petal.size"), 'ROSE3')
  assert.equal((await run('petal.colour')).refused?.[0]?.code, 2339)
  assert.ok(compiler.complete('peta', 4).matches.some(({ text }) => text === 'petal'))
})

test('a cell that is run again with another type replaces it; several add to one interface', async () => {
  await value('declare global { var depth: number }\nglobalThis.depth = 1')
  assert.equal(
    await value("declare global { var depth: string }\nglobalThis.depth = 'deep'\ndepth.length"),
    4,
  )
  await value(
    'declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1] }',
  )
  await value(
    'declare global { interface Array<T> { third(): T } }\nArray.prototype.third = function () { return this[2] }',
  )
  assert.equal(await value('[1, 2, 3].second() + [1, 2, 3].third()'), 5)
})

test('declare module says the types of a package that has none, and adds to a module that has', async () => {
  assert.equal(
    await value("declare module 'bare' { export const one: 1 }\nimport { one } from 'bare'\none satisfies 1"),
    1,
  )
  assert.equal((await run("import { two } from 'bare'")).refused?.[0]?.code, 2305)
  const adding = "declare module './typed.ts' { interface Options { name?: string } }"
  assert.equal(
    await value(
      `${adding}\nimport { options } from './typed.ts'\noptions.name = 'n'\noptions.name + options.depth`,
    ),
    'n1',
  )
})

test('a fault inside is told with its place', async () => {
  const { refused } = await run('declare global {\n  var odd: Nowhere\n}')
  assert.deepEqual(
    refused?.map(({ line, character, code }) => [line, character, code]),
    [[2, 12, 2304]],
  )
})
