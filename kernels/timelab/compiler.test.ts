import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'
import { mapStack } from './traceback.ts'

const notebook = openTestNotebook()
after(() => notebook.remove())
const { run, value } = notebook

test('const, let, class, function, interface, type and enum are declared again by later cells', async () => {
  await value('const a = 1; let b = 2; class C { one() { return 1 } }; function f() { return 1 }')
  await value('interface I { x: number }\ntype T = number\nenum E { A, B = 5 }')
  assert.equal(
    await value('const i: I = { x: 1 }; const t: T = E.B; i.x + t + new C().one() + f() + a + b'),
    11,
  )
  await value("const a = 'a'; let b = 'b'; class C { two() { return 2 } }; function f() { return 'f' }")
  await value('interface I { y: string }\ntype T = string\nenum E { Z = "z" }')
  const joined = "const i: I = { y: 'y' }; const t: T = E.Z; a + b + f() + i.y + t + new C().two()"
  assert.equal(await value(joined), 'abfyz2')
})

test('the last expression is the value, awaited too, with or without a semicolon; a declaration gives none', async () => {
  assert.equal(await value('1 + 1'), 2)
  assert.equal(await value('1 + 2; // three'), 3)
  assert.equal(await value('await Promise.resolve(4)'), 4)
  assert.deepEqual(await value('({ a: 1 })'), { a: 1 })
  assert.equal(await value('function* g() { yield 1 }\n;[...g()].length'), 1)
  assert.deepEqual(await run('const five = 5'), {})
  assert.deepEqual(await run('five; if (five) { five }'), {})
  assert.deepEqual(await run(''), {})
  assert.deepEqual(await run('// nothing'), {})
})

test('await, for await, using and await using stand at the outermost level', async () => {
  await value(
    'async function* numbers() { yield 1; yield 2 }\nlet sum = 0\nfor await (const n of numbers()) sum += n',
  )
  assert.equal(await value('sum'), 3)
  await value('const log: string[] = []')
  await value("{ using r = { [Symbol.dispose]() { log.push('disposed') } }; log.push('used') }")
  await value("await using s = { async [Symbol.asyncDispose]() { log.push('later') } }; log.push('held')")
  assert.deepEqual(await value('log'), ['used', 'disposed', 'held', 'later'])
})

test('what a later cell sets is seen by functions of earlier cells, and the other way round', async () => {
  await value(
    'let count = 1\nconst read = () => count\nfunction bump() { count++ }\nclass Reader { get() { return count } }',
  )
  await value('count = 10')
  assert.equal(await value('read() + new Reader().get()'), 20)
  await value('bump()')
  assert.equal(await value('count'), 11)
  await value('let count = 100')
  assert.equal(await value('read()'), 100)
  assert.equal(await value('count += 1, count++, --count; ({ count }).count'), 101)
})

test('a cell that throws half-way keeps what it had set', async () => {
  const { error } = await run(
    "let kept = 'first'\nkept = 'second'\nthrow new RangeError('stop')\nconst never = 1",
  )
  assert.equal(error?.name, 'RangeError')
  assert.equal(await value('kept'), 'second')
  assert.equal(await value('never'), undefined)
})

test('patterns, several declarators, defaults, loops with var, and nested blocks declare as they do in a file', async () => {
  await value('const { p, q: [r, ...rest], ...others } = { p: 1, q: [2, 3, 4], s: 5, t: 6 }, u = p + r')
  assert.deepEqual(await value('[p, r, rest, others, u]'), [1, 2, [3, 4], { s: 5, t: 6 }, 3])
  await value('const { w, x = w + 1 } = { w: 1 } as { w: number; x?: number }; let y: number, z = 1')
  assert.deepEqual(await value('[w, x, z]'), [1, 2, 1])
  await value(
    'for (var k = 0; k < 3; k++) {}\nfor (var m of [1, 2]) {}\nif (k) var inBlock = k; else var inElse = 1',
  )
  assert.deepEqual(await value('[k, m, inBlock]'), [3, 2, 3])
  await value(
    'let left = 1, right = 2;\n[left, right] = [right, left]\n;({ left, other: right = 7 } = { left: 5 } as { left: number; other?: number })',
  )
  assert.deepEqual(await value('[left, right]'), [5, 7])
  assert.equal(await value('{ const left = 9; left }\n((left: number) => left)(8)'), 8)
  assert.equal(await value('const fact = (n: number): number => n < 2 ? 1 : n * fact(n - 1); fact(5)'), 120)
  assert.equal(await value('fact.name + bump.name + Reader.name'), 'factbumpReader')
})

test('lines without semicolons stay statements of their own', async () => {
  assert.equal(await value('const one = 1\nread()\n;[1].map(fact)\nfact(3)'), 6)
  assert.equal(await value('let v = 0\nif (one) fact(1)\nelse fact(2)\nfor (const _ of [1, 2]) v++\nv'), 2)
  assert.equal(await value('label: for (;;) { break label }\nswitch (one) { case 1: fact(1)\n v = 7 }\nv'), 7)
})

test('classes refer to themselves, enums and namespaces are made, parameter properties are set', async () => {
  await value(
    'class Self { static first = new Self(1); constructor(readonly n: number) {} static twice = Self.first.n * 2 }',
  )
  assert.equal(await value('Self.twice'), 2)
  await value(
    'const base = 3\nnamespace Space { export const three = base; export type Only = string }\nenum Sizes { S = 1, L = S + 1 }',
  )
  assert.deepEqual(await value('[Space.three, Sizes[2]]'), [3, 'L'])
  await value('export const shown = 1; export default function named() { return 2 }\nexport { base }')
  assert.equal(await value('shown + named()'), 3)
  assert.equal(
    await value(
      'abstract class Shape { abstract area(): number }\nclass Square extends Shape { area() { return 4 } }\nnew Square().area()',
    ),
    4,
  )
})

test('the library is imported with its types, once for all cells', async () => {
  await value("import { harmonicMean, type Verdict, InputError as Wrong } from 'timelab'")
  await value(
    "import type { Model } from 'timelab'\nimport * as library from 'timelab'\nlet model: Model | undefined",
  )
  assert.equal(await value('harmonicMean(1, 1)'), 1)
  assert.equal(await value('library.harmonicMean === harmonicMean && Wrong.name'), 'InputError')
  const { harmonicMean } = await import('../../src/index.ts')
  assert.equal(notebook.exports.harmonicMean, harmonicMean)
  const { refused } = await run("harmonicMean('a', 1)")
  assert.equal(refused?.[0]?.code, 2345)
})

test('packages that only have exports, built-in modules, JSON and import() are typed and run', async () => {
  await value(
    "import { table } from 'arquero'\nimport * as vega from 'vega'\nimport { basename } from 'node:path'\nimport fs from 'fs'",
  )
  assert.equal(
    await value('table({ a: [1, 2] }).numRows() + basename("/x/yz").length + fs.constants.R_OK'),
    8,
  )
  assert.equal(await value('vega.version.length > 0'), true)
  await value(
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(import.meta.dirname + '/data.json', '{"n": 5}')`,
  )
  assert.equal(await value("import data from './data.json'\ndata.n"), 5)
  assert.equal(await value("const { join } = await import('node:path')\njoin('a', 'b')"), 'a/b')
  const { refused } = await run('table(3)')
  assert.equal(refused?.[0]?.line, 1)
})

test('faults are said with line and column, all of them, before anything runs; the session goes on', async () => {
  const { refused } = await run('let touched = 1\n  const wrong: string = 3\nmissing()')
  assert.deepEqual(
    refused?.map(({ line, character, code }) => [line, character, code]),
    [
      [2, 9, 2322],
      [3, 1, 2304],
    ],
  )
  assert.equal((await run('const = 3')).refused?.[0]?.line, 1)
  assert.equal((await run('touched')).refused?.[0]?.code, 2304)
  assert.equal((await run('const unused = 1; function silent(x: number) {}')).refused, undefined)
  assert.equal(await value('// @ts-expect-error\nconst odd: string = 3\nodd'), 3)
})

test('a checkpoint is passed in each round of each loop, at each call and after each await', async () => {
  const rounds = async (source: string) => {
    await value(source)
    return notebook.checkpoints.passed
  }
  assert.equal(await rounds('for (let i = 0; i < 3; i++) i'), 3)
  assert.equal(await rounds('let n3 = 3; while (n3 > 0) { n3-- }'), 3)
  assert.equal(await rounds('do n3++; while (n3 < 3)'), 3)
  assert.equal(await rounds('for (const _ of [1, 2]) ;'), 2)
  assert.equal(await rounds('for (const _ in { a: 1 }) {}'), 1)
  assert.equal(await rounds('for await (const _ of [1, 2, 3]) {}'), 3)
  assert.equal(await rounds('await 1; await 2'), 2)
  assert.equal(await rounds('const loop = () => { for (const _ of [1, 2]) {} }; loop()'), 3)
  assert.equal(await rounds('const less = (a: number, b: number) => a - b; less(less(1, 2), 3)'), 2)
  assert.equal(
    await rounds('function twice(n: number): number { return n && 2 * twice(n - 1) }; twice(1)'),
    2,
  )
  notebook.checkpoints.stopAt = 5
  const { error } = await run('let reached = 0\nfor (;;) reached++')
  delete notebook.checkpoints.stopAt
  assert.equal(error?.message, 'interrupted')
  assert.equal(await value('reached'), 4)
})

test('stacks say the lines and columns of the cell, and nothing of the kernel', async () => {
  await value("function inner(x: number) {\n  if (x > 0) throw new Error('deep')\n}")
  const { error } = await run('const ok = 1\nfor (const n of [1]) {\n  await inner(n)\n}')
  const lines = mapStack(error!.stack!).split('\n')
  assert.match(lines[0]!, /^Error: deep$/)
  assert.match(lines[1]!, /at inner \(cell \[\d+\]:2:20\)$/)
  assert.match(lines[2]!, /at (async )?cell \[\d+\]:3:9$/)
  assert.ok(!lines.some((line) => /node:|module-loader|cell-function/.test(line)))
  const { error: called } = await run('const nothing = undefined as unknown as () => void\nnothing()')
  assert.match(mapStack(called!.stack!), /^TypeError: nothing is not a function\n\s+at .*cell \[\d+\]:2:1/)
})
