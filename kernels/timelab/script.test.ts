import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'
import { mapStack } from './traceback.ts'

const notebook = openTestNotebook()
const { value, run } = notebook
after(() => notebook.remove())
before(() =>
  value(
    'let x = 1, n = 0; const list = [1, 2, 3]; function add(this: void, a: number, b = x) { return a + b }\nconst o: { [key: string]: number } = { x: 5 }',
  ),
)

/** Cells that stand for a form of the language each, over `x = 1`, `list`, `add`, `o` of an earlier cell, and their values. */
const FORMS: readonly [string, unknown][] = [
  ['const c1 = 1 /* , */, c2 = 2 // , \n, c3 = 3\nc1 + c2 + c3', 6],
  ['({ x }).x + ({ x: 2 }).x + { [x]: 3 }[1]!', 6],
  ['class P { x = x; static y = x; get z() { return this.x + P.y } }\nnew P().z', 2],
  ['[...list, ...[x]].map((y) => y + x).join()', '2,3,4,2'],
  ['for (n of list) {}\nn', 3],
  ['const keys: { k?: string } = {}; for (keys.k in { abc: 1 }) {}\nkeys.k', 'abc'],
  [`\`a\${x}\${\`b\${add(1)}\`}\``, 'a1b2'],
  ['try { throw x } catch (x) { (x as number) + 1 }\nx', 1],
  [
    'const require = (y: number) => y; const checkpoint = 2, importModule = 3, exports = 4\nwhile (n++ < 5);\nrequire(1) + checkpoint + importModule + exports',
    10,
  ],
  ['add?.(2) + add!(1) + (add as typeof add)(1)', 7],
  ['const typed = <T,>(y: T): T => y\ntyped<number>(3) satisfies number', 3],
  [
    'function over(a: string): string\nfunction over(a: number): number\nfunction over(a: string | number) { return a }\nover(4)',
    4,
  ],
  ['function* gen(): Generator<number> { for (const y of list) yield* [y, x] }\n[...gen()].length', 6],
  ['const later = async () => { for await (const y of list) if (y === 2) return await y }\nawait later()', 2],
  ['const made = new (class { constructor(public readonly k: number) {} })(7)\nmade.k', 7],
  [
    'function local() { enum Inner { A = 1 } class Q { constructor(private q: number) {} r() { return this.q + Inner.A } }\nreturn new Q(1).r() }\nlocal()',
    2,
  ],
  ['const enum Fixed { A = 3 }\nFixed.A', 3],
  ['declare const phantom: number\ndeclare function ghost(): void\ntype Only = typeof x\nx', 1],
  ['export default x + 1', 2],
  ['"use strict"', 'use strict'],
  ['switch (x) { case 1: { const x = 9; n = x; break } default: n = 0 }\nn', 9],
  [
    'let i1 = 0\nouter: for (const a of list) for (const b of list) { if (b > a) continue outer; i1++ }\ni1',
    6,
  ],
  ['const { length, [length - 1]: lastItem } = list\nlastItem', 3],
  [
    `const tag = (parts: TemplateStringsArray, ...values: number[]) => parts.length + values[0]!\ntag\`a\${x}b\``,
    3,
  ],
  ['var twice = 1; var twice = 2; twice', 2],
  ['let late: number\nconst setLate = () => { late = 4 }\nsetLate()\nlate!', 4],
  ['let nothing\nnothing', undefined],
  ['if (x) add(1); else add(2)\ndo n++; while (n < 12)\nn', 12],
  [
    'const obj = { add(y: number) { return add(y) }, async *it() { yield x }, get v() { return x } }\nobj.add(1) + obj.v',
    3,
  ],
  ['x ? add(x) : -x', 2],
  ['typeof x + typeof add', 'numberfunction'],
  ['delete o.x, "x" in o', false],
  ['[x, n] = [2, x]\n;[x, n].join()', '2,1'],
  ['x **= 3, x ??= 1, x', 8],
  ['const µ = x; const $a_1 = µ\n$a_1', 8],
  ['((y) => y)(x)\r\n// windows\r\nx\r\n', 8],
  ['await Promise.all(list.map(async (y) => await y))', [1, 2, 3]],
  ['const arrow = (y = x, { z = y } = {} as { z?: number }) => z\narrow()', 8],
  [
    'abstract class Base { abstract m(): number; n() { return this.m() } }\nclass D extends Base implements Disposable { override m() { return x } [Symbol.dispose]() {} }\nnew D().n()',
    8,
  ],
  ['namespace Outer { export namespace Deep { export const v = x } }\nOuter.Deep.v', 8],
  ['namespace Types { export type T = 1 }\nlet one: Types.T = 1; one', 1],
  ['label: { x; break label }\n(x)', 8],
  ['accumulate: for (let k = 0, m = 1; k < 3; k++, m *= 2) n = m\nn', 4],
  ['import.meta.filename.endsWith("cell.ts")', true],
  ['new Function("return 5")()', 5],
  ['const self = function again(k: number): number { return k ? again(k - 1) : x }\nself(2)', 8],
]

for (const [cell, expected] of FORMS)
  test(`a cell of this form does as a file would: ${JSON.stringify(cell)}`, async () => {
    assert.deepEqual(await value(cell), expected)
  })

test('a cell that cannot be run as it stands is refused with a place, not a crash', async () => {
  for (const cell of [
    'return 1',
    'break',
    'function f( {',
    'class { }',
    "import { nope } from 'timelab-missing'",
    '@',
    'await',
    'let x; let x',
  ])
    assert.ok(((await run(cell)).refused?.[0]?.line ?? 0) >= 1, cell)
})

test('a name with two underscores, or one that every object inherits, is a variable like any other', async () => {
  await run('const __tens = 10; const __proto__ = { ones: 2 }; const constructor = 300; let toString = 4000')
  assert.equal(await value('__tens + __proto__.ones + constructor + toString'), 4312)
  await run('toString = 5000')
  assert.equal(await value('[toString].map((each) => each + __tens)[0]'), 5010)
  assert.match(String((await run('hasOwnProperty')).refused?.[0]?.message), /Cannot find name/)
})

test('lines stay where they were, whatever is put in; where TypeScript prints a cell its map says where they were', async () => {
  const cell = `const text = \`\n\${x}\n\`\nimport {\n  join\n} from "node:path"\n\njoin(text)`
  const compiled = notebook.compiler.compile(cell, 900)
  assert.ok(compiled.ok)
  const lines = compiled.code.split('\n')
  assert.match(lines[0]!, /const text = `/)
  assert.match(lines[7]!, /\$tl_last=/)
  const { error } = await run(
    'enum Lines {\n  A,\n  B\n}\nconst keep = (_: unknown, context: ClassMethodDecoratorContext) => void context\nclass Thrower {\n  @keep\n  fail(): never {\n    throw new Error(String(Lines.B))\n  }\n}\n\nnew Thrower().fail()',
  )
  assert.match(
    mapStack(error!.stack!),
    /^Error: 1\n\s+at Thrower\.fail \(cell \[\d+\]:9:11\)\n\s+at cell \[\d+\]:13:15/,
  )
})
