import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { launchKernel } from '../client/client.ts'
import { openTestFolder } from './test-folder.ts'

const { spec, remove } = openTestFolder()
const kernel = await launchKernel(spec)
after(async () => {
  await kernel.close()
  remove()
})
writeFileSync(
  join(spec.cwd, 'thrower.ts'),
  'enum E {\n  A,\n}\nexport function fail(): never {\n  for (;;) throw new Error(String(E.A))\n}\n',
)
writeFileSync(
  join(spec.cwd, 'thrower.cjs'),
  'exports.fail = function fail() {\n  while (true) throw new Error()\n}\n',
)

/** All that a cell shows, with its own number as N. */
async function shownBy(code: string): Promise<string> {
  const { outputs, executionCount } = await kernel.execute(code)
  const text = outputs.map((output) =>
    'text' in output
      ? output.text
      : 'data' in output
        ? output.data['text/plain']
        : output.traceback.join('\n'),
  )
  return text.join('').replaceAll(`cell [${executionCount}]`, 'cell [N]')
}

for (const [way, code, place] of [
  [
    'console.error(error)',
    "try { throw new Error('e') } catch (e) { console.error(e) }",
    /^Error: e\n\s+at cell \[N\]:1:13\n$/,
  ],
  [
    'error.stack',
    "try {\n  throw new Error('e')\n} catch (e) { (e as Error).stack }\nnew Error('s').stack",
    /'Error: s\\n {4}at cell \[N\]:4:1'/,
  ],
  ['console.trace', "  console.trace('here', 3)", /^Trace: here 3\n\s+at cell \[N\]:1:11\n$/],
  [
    'an error as a value, with its cause',
    "new Error('e', { cause: new TypeError('why') })",
    /^Error: e\n\s+at cell \[N\]:1:1 \{\n\s+\[cause\]: TypeError: why\n\s+at cell \[N\]:1:25\n\}$/,
  ],
  [
    'an error that gathers others',
    "new AggregateError([new Error('a')], 'both')",
    /at cell \[N\]:1:1 \{[\s\S]*at cell \[N\]:1:21/,
  ],
  [
    'Error.captureStackTrace',
    'const o = {} as { stack: string }; Error.captureStackTrace(o); console.log(o.stack)',
    /^Error\n\s+at cell \[N\]:1:42\n$/,
  ],
  [
    'a rejection that nobody awaits',
    "void Promise.reject(new Error('r')); await new Promise((done) => setTimeout(done, 20))",
    /^Error: r\n\s+at cell \[N\]:1:21\n$/,
  ],
  [
    'a timer',
    "await new Promise((done) => { setTimeout(() => { done(0); throw new Error('t') }, 1) }); undefined",
    /^Error: t\n\s+at \S+ \(cell \[N\]:1:65\)\n$/,
  ],
  [
    'a longer stack',
    "Error.stackTraceLimit = 50; console.log(new Error('l').stack); Error.stackTraceLimit = 10; undefined",
    /^Error: l\n\s+at cell \[N\]:1:41\n$/,
  ],
  [
    'functions, awaits and events',
    "import { EventEmitter } from 'node:events'\nasync function inner() { await null; new EventEmitter().on('x', () => { throw new Error('i') }).emit('x') }\ntry { await inner() } catch (e) { console.log(e) }",
    /^Error: i\n\s+at EventEmitter\.<anonymous> \(cell \[N\]:2:79\)\n\s+at EventEmitter\.emit \(node:events:\d+:\d+\)\n\s+at inner \(cell \[N\]:2:97\)\n\s+at async cell \[N\]:3:7\n$/,
  ],
  [
    'local files, compiled anew or not',
    "import { fail } from './thrower.ts'\nimport common from './thrower.cjs'\nfor (const f of [fail, common.fail]) try { f() } catch (e) { console.log((e as Error).stack) }",
    /^Error: 0\n\s+at fail \(\/\S+thrower\.ts:5:18\)\n\s+at cell \[N\]:3:44\nError\n\s+at fail \(\/\S+thrower\.cjs:2:22\)\n\s+at cell \[N\]:3:44\n$/,
  ],
  [
    "V8's own messages",
    'const f: any = 3\ntry { f() } catch (e) { console.log((e as Error).message, e) }',
    /^f is not a function TypeError: f is not a function\n\s+at cell \[N\]:2:7\n$/,
  ],
  [
    "V8's own messages, uncaught",
    'const C: any = 3\nnew C()',
    /^TypeError: C is not a constructor\n\s+at cell \[N\]:2:1$/,
  ],
] as const)
  test(`a stack is the author's own, by ${way}`, async () => {
    const text = await shownBy(code)
    assert.match(text, place)
    assert.doesNotMatch(text, /kernels|node:internal|node:vm|signal\.ts|\$tl_/)
  })

test('code made of a text says where it was made; call sites are the author’s', async () => {
  assert.match(
    await shownBy("  eval('throw new Error()')"),
    /^Error\n\s+at eval \(eval at <anonymous> \(cell \[N\]:1:3\), <anonymous>:1:7\)\n\s+at cell \[N\]:1:3$/,
  )
  const sites = await shownBy(
    "import { getCallSites } from 'node:util'\nconst f = () => getCallSites()\nconsole.log(f().map((s) => [s.functionName, s.scriptName, s.lineNumber, s.columnNumber].join()))",
  )
  assert.equal(sites, "[ 'f,cell [N],2,17', ',cell [N],3,13' ]\n")
})

test('code that formats stacks itself gets the frames of the author, and what was there before is set again', async () => {
  const text = await shownBy(`const before = Error.prepareStackTrace
Error.prepareStackTrace = (_, frames) => frames
  const frames = new Error('x').stack as unknown as NodeJS.CallSite[]
Error.prepareStackTrace = before
console.log(frames.map((f) => [f.getFileName(), f.getLineNumber(), f.getColumnNumber(), f.isToplevel(), String(f)].join()))
console.log(new Error('after').stack)`)
  assert.equal(text, "[ 'cell [N],3,18,true,cell [N]:3:18' ]\nError: after\n    at cell [N]:6:13\n")
})

test('a function says its text as it was written, catches and names of other cells too', async () => {
  await shownBy('const limit = 3')
  const written = '(k) => { try { for (;;) { if (k > limit) return limit } } catch (e) { return e } }'
  assert.equal(
    await shownBy(`console.log(String(${written.replace('(k)', '(k: number)')}))`),
    `${written.replace('(k)', '(k        )')}\n`,
  )
})
