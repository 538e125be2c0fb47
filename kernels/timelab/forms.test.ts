import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'

const outside = mkdtempSync(join(tmpdir(), 'notebooks-'))
after(() => rmSync(outside, { recursive: true }))

/** A notebook in no project but that of its own files. */
const notebookBeside = (files: Readonly<Record<string, string>>) => openTestNotebook(outside, files)

const { folder, run, value } = notebookBeside({
  'decorated.ts': `#!/usr/bin/env node
const seen: string[] = []
const mark = (_: unknown, context: DecoratorContext) => void seen.push(String(context.name))
@mark class Marked { @mark accessor depth: number = 5; @mark twice() { return 2 * this.depth } static { seen.push('static') } }
export enum Size { S, L = 4 }
export namespace Space { export const three: number = 3 }
export class Point { constructor(readonly x: number, private y = 1) {} sum() { return this.x + this.y } }
import fs = require('node:fs')
import Three = Space
const cast = <number>Three.three
const $checkpoint = 7, $names = 8
export const found = [new Marked().twice(), Size.L, cast, new Point(4).sum(), fs.existsSync('/'), $checkpoint + $names, seen.length]
`,
  'lines.ts': `enum E {
  A,
  B,
}
const nothing = (method: () => never, _: unknown) => method
export class Thrower {
  @nothing
  fail(): never {
    throw new Error(\`decorated \${E.B}\`)
  }
}
`,
  'element.tsx': `/** @jsx h */
const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, props, children })
export const element = <p id="a">text</p>
`,
  'plain.js':
    'export const one = 1\nexport default (x) => x + one\nexport const less = (a, b, c) => a < b > (c)\n',
  'common.cjs': "const two = 2\nmodule.exports = { two, name: require('./deeper.cjs') }\n",
  'deeper.cjs': 'module.exports = __filename.slice(-10)\n',
  'typed.cts': 'const four: number = 4\nexport = { four }\n',
  'old.js': 'exports.five = 5\n',
  'data.json': '{ "six": 6 }',
  'broken.ts': 'export const a = (\n',
  'wrong.ts': "export const n: number = 'n'\n",
  'node_modules/untyped/package.json': '{ "name": "untyped", "main": "index.js" }',
  'node_modules/untyped/index.js': 'exports.seven = 7\n',
})

test('decorators and accessor run in cells, those of classes in expressions and of several at once too', async () => {
  await value(`const log: string[] = []
const named = (name: string) => (_: unknown, { kind }: DecoratorContext) => void log.push(\`\${kind} \${name}\`)
const twice = (method: (this: any, n: number) => number, _: ClassMethodDecoratorContext) =>
  function (this: any, n: number) { return 2 * method.call(this, n) }
@named('Counter') class Counter {
  @named('count') accessor count = 1
  static accessor made = 0
  @named('first') @twice add(n: number) { for (let k = 0; k < n; k++) this.count += 1; return this.count }
}
const Other = @named('Other') class { @twice static one(n: number) { return n } }`)
  assert.deepEqual(await value('[new Counter().add(2), Counter.made, Counter.name, Other.one(4)]'), [
    6,
    0,
    'Counter',
    8,
  ])
  assert.deepEqual(await value('log'), ['accessor count', 'method first', 'class Counter', 'class Other'])
})

test('what types cannot be erased from is compiled in an imported file too', async () => {
  assert.deepEqual(await value("import { found } from './decorated.ts'\nfound"), [10, 4, 3, 5, true, 15, 4])
  assert.deepEqual(await value("import { element } from './element.tsx'\nelement"), {
    ...{ tag: 'p', props: { id: 'a' }, children: ['text'] },
  })
})

test('decorators of old are made where tsconfig.json asks for them, with the types that they read', async () => {
  const legacy = notebookBeside({
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
    'old.ts':
      'export const seen: unknown[] = []\nexport const mark = (of: object, key: string) => void seen.push(key)\nexport class A { @mark m() {} }\n',
  })
  await legacy.value(`const types: unknown[] = []
;(Reflect as any).metadata = (_: string, type: unknown) => () => void types.push(type)
import { mark, seen } from './old.ts'
class B { @mark size: number = 1 }`)
  assert.deepEqual(await legacy.value('[seen, types.includes(Number)]'), [['m', 'size'], true])
})

for (const [cell, expected] of [
  ["import { one } from './plain.js'\none", 1],
  ["import add from './plain'\nadd(2)", 3],
  ["import { less } from './plain.js'\nless(1, 2, 0)", true],
  ["import common from './common.cjs'\n[common.two, common.name]", [2, 'deeper.cjs']],
  ["import { five } from './old.js'\nfive", 5],
  ["import typed from './typed.cts'\ntyped.four", 4],
  ["import { seven } from 'untyped'\nseven", 7],
  ["import data from './data.json'\ndata.six", 6],
  ["import data2 from './data.json' with { type: 'json' }\ndata2.six", 6],
  ["(await import('./plain.js')).one", 1],
  ["(await import('./data.json')).default.six", 6],
  ["require('./common.cjs').two + require('./data.json').six", 8],
  ["import common2 = require('./common.cjs')\ncommon2.two", 2],
] as const)
  test(`plain JavaScript, JSON and untyped packages are imported where no tsconfig.json says otherwise: ${cell}`, async () => {
    assert.deepEqual(await value(cell), expected)
  })

for (const [path, name, expected] of [
  ["'./decorated.ts'", 'Size.L', 4],
  ["'./decorated'", 'Space.three', 3],
  ['`./$' + "{'plain'}.js`", 'one', 1],
  ["'./common.cjs'", 'default.two', 2],
  ["'./old.js'", 'five', 5],
  ["'./data.json'", 'default.six', 6],
  ["import.meta.dirname + '/plain.js'", 'one', 1],
  ["new URL('./plain.js', import.meta.url).href", 'one', 1],
] as const)
  test(`import() of a path that is only known when it runs does as the static import: ${path}`, async () => {
    assert.equal(await value(`const path: string = ${path}\n;(await import(path)).${name}`), expected)
  })

test('such a file is read again after an edit, with what it imports; a fault of its syntax is said with its place', async () => {
  writeFileSync(join(folder, 'inner.ts'), 'export enum Inner { A = 1 }\n')
  writeFileSync(
    join(folder, 'outer.ts'),
    "import { Inner } from './inner.ts'\nexport const a: number = Inner.A\n",
  )
  await value("const outer: string = './outer.ts'\nasync function read() { return (await import(outer)).a }")
  assert.equal(await value('await read()'), 1)
  writeFileSync(join(folder, 'inner.ts'), 'export enum Inner { A = 20 }\n')
  assert.equal(await value('await read()'), 20)
  const { error } = await run("const broken: string = './broken.ts'\nawait import(broken)")
  assert.match(String(error), /^SyntaxError: broken\.ts:2:1 - '\)' expected|^SyntaxError: broken\.ts:1:19/)
  const missing = await run("const missing: string = './missing.ts'\nawait import(missing)")
  assert.match(String(missing.error), /Cannot find module/)
})

test('JavaScript without types is refused where a tsconfig.json is strict about it', async () => {
  const strict = notebookBeside({
    'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
    'plain.js': 'export const one = 1\n',
  })
  const { refused } = await strict.run("import { one } from './plain.js'")
  assert.deepEqual(
    refused?.map(({ code }) => code),
    [7016],
  )
  assert.equal(await strict.value("// @ts-ignore\nimport { one } from './plain.js'\none"), 1)
  assert.equal(await strict.value("const plain: string = './plain.js'\n;(await import(plain)).one"), 1)
})

for (const [cell, expected] of [
  ['#!/usr/bin/env node\n1 + 1', 2],
  ['const exports = 3; exports', 3],
  ['const module = 4, __filename = 5, __dirname = 6; module + __filename + __dirname', 15],
  ['exports + module + __filename + __dirname', 18],
  [
    'const $checkpoint = 5, $names = 6, $checked = 7, $import = 8, $last = 9; for (const _ of [1]) await 1; $checkpoint + $names + $last',
    20,
  ],
  ['$checkpoint + $names + $checked + $import + $last', 35],
  ['const __proto__ = 1, constructor = 2, hasOwnProperty = 3, toString = 4; 0', 0],
  ['__proto__ + constructor + hasOwnProperty + toString', 10],
  ['namespace Outer { export namespace Deep { export const v = 1 } }\nimport Deep = Outer.Deep\nDeep.v', 1],
  ['(<any>{ a: 1 }).a', 1],
] as const)
  test(`a cell of this form does as a file would: ${JSON.stringify(cell)}`, async () => {
    assert.equal(await value(cell), expected)
  })

test('what a CommonJS file finds around it is there for pasted code, and shares nothing', async () => {
  const pasted = notebookBeside({})
  assert.equal(
    await pasted.value(
      "exports.x = 1; module.exports = { y: 2 }\nrequire.main === module && __filename.startsWith(__dirname) && require('node:path').sep",
    ),
    '/',
  )
  assert.equal((await pasted.run('x')).refused?.[0]?.code, 2304)
  assert.deepEqual(Object.keys(pasted.exports), ['$tl_last'])
})

test("a name that begins as the kernel's own is refused, in cells and files", async () => {
  const { refused } = await run("const text = '$tl_ is fine here'\nconst $tl_x = 1")
  assert.deepEqual(
    refused?.map(({ line, character }) => [line, character]),
    [[2, 7]],
  )
  assert.match(refused![0]!.message, /choose another/)
})

for (const [cell, place, message] of [
  ['%timeit f()', [1, 1], /^`%timeit` is a magic of IPython and not TypeScript: write `console\.time/],
  ['const a = 1\n  %%bash\nls', [2, 3], /`%%bash` .*execSync\('ls'/],
  [
    '!ls -la',
    [1, 1],
    /^`!` runs no shell command here: write `require\('node:child_process'\)\.execSync\('ls -la'/,
  ],
  ["!echo 'a b'", [1, 1], /execSync\('echo \\'a b\\''/],
  ['!npm install left-pad', [1, 1], /execSync\('npm install left-pad'/],
  ['%matplotlib inline', [1, 1], /a chart as the last expression/],
  ['%%html\n<b>x</b>', [1, 1], /display\(\{ data: \{ 'text\/html'/],
  ['%constructor', [1, 1], /not TypeScript/],
  ['?Math', [1, 1], /Shift-Tab/],
  ['Math.max??', [1, 1], /Shift-Tab/],
] as const)
  test(`what another kernel understands is one sentence that says what to write instead: ${JSON.stringify(cell)}`, async () => {
    const { refused } = await run(cell)
    assert.equal(refused?.length, 1)
    assert.deepEqual([refused[0]!.line, refused[0]!.character], place)
    assert.match(refused[0]!.message, message)
  })

test('an expression that begins so is none of these', async () => {
  assert.deepEqual(
    (await run('!nowhere')).refused?.map(({ code }) => code),
    [2304, undefined],
  )
  assert.equal(await value('const yes = 7\n% 4 === 3\n!yes'), false)
  assert.equal((await run('const odd = !nowhere')).refused?.length, 1)
})

test('a cell that is nested too deeply is refused by a sentence, and the next one runs', async () => {
  for (const deep of ['('.repeat(20_000) + ')'.repeat(20_000), Array(20_000).fill(1).join('+')]) {
    const { refused } = await run(deep)
    assert.match(refused![0]!.message, /nested too deeply/)
  }
  assert.equal(await value('1 + 1'), 2)
})
