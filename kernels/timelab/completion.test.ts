import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'

const notebook = openTestNotebook()
const { compiler } = notebook
after(() => notebook.remove())

before(async () => {
  await notebook.value("import { generate, loadModel } from 'timelab'\nimport type { Model } from 'timelab'")
  await notebook.value(
    '/** How strongly the edit holds. @see design */\nconst strength = 0.1\ndeclare const model: Model\ninterface Rose { petals: number }',
  )
})

/** Asks at the bar of a cell. */
const at = (cell: string): [string, number] => [cell.replace('|', ''), cell.indexOf('|')]

test('names of earlier cells and of imports are completed, with kind and documentation, best first', () => {
  const { matches, start, end } = compiler.complete(...at('1 + stre|'))
  assert.deepEqual([start, end], [4, 8])
  assert.equal(matches[0]?.text, 'strength')
  assert.equal(matches[0]?.type, 'const')
  assert.match(matches[0]?.documentation ?? '', /How strongly the edit holds/)
  const [generate] = compiler.complete(...at('await gener|')).matches
  assert.equal(generate?.text, 'generate')
  assert.match(generate?.documentation ?? '', /Draws every prompt with every seed/)
})

test('members are completed by type, also in the middle of a cell and of a word', () => {
  const { matches, start, end } = compiler.complete(...at('const before = 1\nmodel.enc|ode(before)\nbefore'))
  assert.equal(matches[0]?.text, 'encode')
  assert.deepEqual([start, end], [23, 29])
  const texts = compiler.complete(...at('const r: Rose = { petals: 1 }; r.|')).matches.map(({ text }) => text)
  assert.deepEqual(texts, ['petals'])
  const options = compiler.complete(...at('generate(model, [], { see|')).matches
  assert.ok(options.some(({ text }) => text === 'seeds'))
})

test('packages and their exports are completed inside imports', () => {
  const names = compiler.complete(...at("import { mean| } from 'timelab'")).matches.map(({ text }) => text)
  assert.ok(names.includes('meanAndSpread'))
  const { matches, start, end } = compiler.complete(...at("import x from 'node:pa|'"))
  assert.ok(matches.some(({ text }) => text === 'node:path'))
  assert.deepEqual([start, end], [15, 22])
})

test('a place without a name, or in a text, has no completions or harmless ones, and nothing throws', () => {
  for (const cell of ['|', "'abc|'", '// gen|', 'const |', '`$' + '{stre|}`', '}|{', 'x.|', '"\\|'])
    assert.ok(Array.isArray(compiler.complete(...at(cell)).matches), cell)
})

test('hover gives signature, docstring and tags, of imports, of earlier cells, behind a word too', () => {
  const imported = compiler.hover(...at('await gene|rate(model, [])'))
  assert.match(imported?.signature ?? '', /^generate\(model: Drawable, prompts: readonly string\[\]/)
  assert.match(imported?.documentation ?? '', /^Draws every prompt with every seed/)
  assert.deepEqual([imported?.start, imported?.end], [6, 14])
  const own = compiler.hover(...at('strength|'))
  assert.equal(own?.signature, 'const strength: 0.1')
  assert.equal(own?.documentation, 'How strongly the edit holds.')
  assert.deepEqual(own?.tags, [{ name: 'see', text: 'design' }])
  assert.match(compiler.hover(...at('model.en|code'))?.signature ?? '', /Model\.encode/)
  assert.equal(compiler.hover(...at('1 |+ 1')), undefined)
})

test('a console is told what is complete, what goes on, and with which indent', () => {
  assert.deepEqual(compiler.isComplete('1 + 1'), { status: 'complete', indent: '' })
  assert.deepEqual(compiler.isComplete('for (;;) {'), { status: 'incomplete', indent: '  ' })
  assert.deepEqual(compiler.isComplete('  f('), { status: 'incomplete', indent: '    ' })
  for (const open of ['`a template', 'f(`$' + '{1} and', '/* a comment'])
    assert.equal(compiler.isComplete(open).status, 'incomplete', open)
  assert.equal(compiler.isComplete('const = 3').status, 'invalid')
  assert.equal(compiler.isComplete('await 1').status, 'complete')
  assert.equal(compiler.isComplete('f()\n'.repeat(20_000)).status, 'unknown')
  assert.equal(compiler.isComplete('const a: string = 1 as never').status, 'complete')
})

test('once asked, the answers come within milliseconds', () => {
  const spent = (ask: () => unknown) => {
    const times = Array.from({ length: 15 }, () => {
      const begun = performance.now()
      ask()
      return performance.now() - begun
    })
    return times.sort((a, b) => a - b)[2]!
  }
  // Bounds for a busy machine: a tenth of them is usual.
  assert.ok(spent(() => compiler.hover(...at('gene|rate'))) < 50)
  assert.ok(spent(() => compiler.complete(...at('model.|'))) < 150)
  assert.ok(spent(() => compiler.compile('const y = strength + 1; y', 1000)) < 50)
})
