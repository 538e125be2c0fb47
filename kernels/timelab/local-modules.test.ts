import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'
import { mapStack } from './traceback.ts'

const notebook = openTestNotebook()
after(() => notebook.remove())
const { run, value } = notebook

/** Writes a module; file times are told apart to the millisecond, so a test need not wait. */
const write = (name: string, text: string) => writeFileSync(join(notebook.folder, name), text)

test('a module beside the notebook is imported with or without its ending, and again after an edit', async () => {
  write('helper.ts', 'export const x: number = 1\nexport interface Point { at: number }')
  assert.equal(
    await value("import { x, type Point } from './helper.ts'\nconst p: Point = { at: x }\np.at"),
    1,
  )
  assert.equal(await value("import { x as y } from './helper'\ny"), 1)
  write('helper.ts', "export const x: string = 'edited'")
  assert.equal(await value("import { x } from './helper'\nx.length"), 6)
})

test('an edit of what a module imports is seen too; what was not edited stays one instance', async () => {
  write('deep.ts', 'export const depth = 1\nexport const token = {}')
  write('middle.ts', "import { depth } from './deep.ts'\nexport const twice = depth * 2")
  write('apart.ts', 'export const mark = {}')
  await value("import { mark } from './apart.ts'\nconst before = mark")
  assert.equal(await value("import { twice } from './middle.ts'\ntwice"), 2)
  write('deep.ts', 'export const depth = 10\nexport const token = {}')
  assert.equal(await value("import { twice } from './middle.ts'\ntwice"), 20)
  assert.equal(await value("const again = await import('./apart.ts')\nagain.mark === before"), true)
})

test('a module uses the library of the cells, enums, and is stopped at checkpoints', async () => {
  write(
    'busy.ts',
    "import { InputError } from 'timelab'\nexport enum Size { S, L }\nexport const wrong = InputError\nexport function count(n: number) {\n  let i = 0\n  while (i < n) i++\n  return i\n}",
  )
  const same =
    "import { InputError } from 'timelab'\nimport { count, Size, wrong } from './busy.ts'\nwrong === InputError && Size.L + count(3)"
  assert.equal(await value(same), 4)
  assert.equal(notebook.checkpoints.passed >= 3, true)
})

test('a fault of a module is said with its file; a mended one is taken', async () => {
  write('faulty.ts', "\nexport const n: number = 'n'")
  const { refused } = await run("import { n } from './faulty.ts'")
  assert.deepEqual(
    refused?.map(({ file, line, character, code }) => [file, line, character, code]),
    [['faulty.ts', 2, 14, 2322]],
  )
  assert.equal(await value('1 + 1'), 2)
  write('faulty.ts', '\nexport const n: number = 3')
  assert.equal(await value("import { n } from './faulty.ts'\nn"), 3)
})

test('JSON is typed by its content, and read again after an edit', async () => {
  write('settings.json', '{ "lambda": 0.1 }')
  assert.equal(await value("import settings from './settings.json'\nsettings.lambda.toFixed(2)"), '0.10')
  write('settings.json', '{ "lambda": "much" }')
  assert.equal(await value("import settings from './settings.json'\nsettings.lambda.toUpperCase()"), 'MUCH')
})

test("files of the project's own library are the one copy that there is", async () => {
  const cell =
    "import { InputError as Own } from '../../src/errors.ts'\nimport { InputError } from 'timelab'\nOwn === InputError"
  assert.equal(await value(cell), true)
})

test('a file that did not exist is found once it does', async () => {
  assert.equal((await run("import { late } from './late.ts'")).refused?.[0]?.code, 2307)
  write('late.ts', 'export const late = 1')
  assert.equal(await value("import { late } from './late.ts'\nlate"), 1)
})

test("a stack names a module's own lines, without its version", async () => {
  write('thrower.ts', "export function fail(): never {\n  for (;;) throw new TypeError('inside')\n}")
  const { error } = await run("import { fail } from './thrower.ts'\nfail()")
  assert.match(mapStack(error!.stack!), /at fail \(\/\S+thrower\.ts:2:18\)\n\s+at cell \[\d+\]:2:1/)
})
