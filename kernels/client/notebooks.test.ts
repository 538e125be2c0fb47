import assert from 'node:assert/strict'
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Cell, readNotebook } from './notebook.ts'
import { runNotebook } from './run-notebook.ts'
import { readKernelSpec } from './spec.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const paths = globSync(join(root, 'notebooks/*.ipynb')).sort()
const codeOf = (path: string) => readNotebook(path).cells.filter(({ cell_type }) => cell_type === 'code')
const dataOf = (output: NonNullable<Cell['outputs']>[number]) =>
  (output.data ?? {}) as Readonly<Record<string, unknown>>
const textOf = (value: unknown) => (Array.isArray(value) ? value.join('') : JSON.stringify(value ?? ''))

test('there are the five notebooks', () => {
  assert.equal(paths.length, 5)
})

for (const path of paths) {
  const name = basename(path)

  test(`${name}: a cell is a call of the library, short and without logic`, () => {
    for (const { source } of codeOf(path)) {
      assert.ok(source.split('\n').length <= 15, source)
      assert.doesNotMatch(source, /\bfunction\b|=>\s*\{\s*$|^\s*(for|while|if|switch|class)\b/m)
    }
  })

  test(`${name}: one line names the model, and everything follows from it`, () => {
    const [first, ...others] = codeOf(path).map(({ source }) => source)
    assert.equal(first?.match(/^const model = await loadModel\('emoji'\)$/gm)?.length, 1)
    for (const source of others) assert.doesNotMatch(source, /emoji|loadModel/)
  })

  test(`${name}: is saved as it was run, whole and small`, () => {
    const { kernelspec } = readNotebook(path).metadata
    assert.deepEqual(kernelspec, { display_name: 'timelab', language: 'typescript', name: 'timelab' })
    const cells = codeOf(path)
    assert.deepEqual(
      cells.map(({ execution_count }) => execution_count),
      cells.map((_, k) => k + 1),
    )
    assert.ok(statSync(path).size < 1.5e6)
  })

  test(`${name}: its outputs are no errors and read well without a kernel`, () => {
    for (const output of codeOf(path).flatMap(({ outputs }) => outputs ?? [])) {
      assert.notEqual(output.output_type, 'error')
      const data = dataOf(output)
      const shown = [output.text, data['text/plain'], data['text/html']].map(textOf).join('\n')
      for (const own of [root, homedir(), tmpdir()]) assert.ok(!shown.includes(`${own.replace(/\/$/, '')}/`))
      assert.doesNotMatch(shown.replace(/data:[^"]*/g, ''), /\b\d\d:\d\d:\d\d\b/)
      if (output.output_type === 'stream') continue
      assert.ok('text/plain' in data)
      const rich = ['vegalite', 'widget-view'].some((type) => Object.keys(data).join(' ').includes(type))
      if (rich || textOf(data['text/html']).includes('timelab-slider')) assert.ok('image/png' in data)
    }
  })
}

test('every notebook runs from top to bottom, shortened', { timeout: 600_000 }, async () => {
  const runs = mkdtempSync(join(tmpdir(), 'timelab-notebooks-'))
  const spec = readKernelSpec(join(root, 'kernels/timelab'))
  try {
    const env = { TIMELAB_SHORT: '1', TIMELAB_RUNS: runs }
    for (const path of paths) await runNotebook(path, spec, { check: true, env })
  } finally {
    rmSync(runs, { recursive: true })
  }
})
