import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Cell, notebookText } from '../client/notebook.ts'
import { jupyterHome, lacking } from './python.ts'

const skip = lacking('nbclient')
const home = jupyterHome()
after(() => home.remove())

/** Writes a notebook of these cells, has nbclient run it and gives its cells as they were saved. */
async function execute(name: string, sources: readonly string[], ...options: readonly string[]) {
  const path = join(home.folder, `${name}.ipynb`)
  const cells = sources.map(
    (source, k): Cell => ({ cell_type: 'code', id: `cell-${k}`, metadata: {}, source }),
  )
  const kernelspec = { name: 'timelab', display_name: 'timelab', language: 'typescript' }
  writeFileSync(path, notebookText({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }))
  const main = 'from nbclient.cli import main; main()'
  await home.run(['-c', main, path, '--inplace', ...options])
  return JSON.parse(readFileSync(path, 'utf8')).cells as readonly SavedCell[]
}

interface SavedCell {
  readonly execution_count: number | null
  readonly outputs: readonly {
    readonly output_type: string
    readonly data?: Readonly<Record<string, unknown>>
    readonly text?: readonly string[]
    readonly ename?: string
    readonly evalue?: string
    readonly traceback?: readonly string[]
  }[]
}

test('nbclient runs a notebook: text, a value of the last expression, counts', {
  skip,
}, async () => {
  const cells = await execute('plain', [
    'const depths: readonly number[] = [1, 2, 3]',
    "for (const depth of depths) console.log('depth', depth)",
    'depths.map((depth) => depth ** 2)',
  ])
  assert.deepEqual(
    cells.map((cell) => cell.execution_count),
    [1, 2, 3],
  )
  // nbclient keeps each message of a stream by itself, and how many there are is a matter of time.
  const printed = cells[1]?.outputs.flatMap(({ text = [] }) => text).join('')
  assert.equal(printed, 'depth 1\ndepth 2\ndepth 3\n')
  assert.deepEqual(cells[2]?.outputs[0]?.data, { 'text/plain': ['[ 1, 4, 9 ]'] })
})

test('nbclient keeps rich values, and an HTML export shows them', {
  skip: skip || lacking('nbconvert'),
}, async () => {
  const chart = {
    name: 'measured',
    description: 'Two bars',
    specification: {
      data: {
        values: [
          { at: 'a', is: 1 },
          { at: 'b', is: 2 },
        ],
      },
      mark: 'bar',
      encoding: { x: { field: 'at' }, y: { field: 'is', type: 'quantitative' } },
    },
  }
  const cells = await execute('rich', [
    "import { table } from 'arquero'\ntable({ lambda: [0.1, 1], generality: [81.5, 80.2] })",
    JSON.stringify(chart).replace(/^.*$/, '($&)'),
  ])
  const forms = cells.map((cell) => Object.keys(cell.outputs[0]?.data ?? {}).sort())
  assert.ok(forms[0]?.includes('text/html') && forms[0].includes('text/plain'), String(forms[0]))
  assert.deepEqual(forms[1], ['application/vnd.vegalite.v5+json', 'image/png', 'text/plain'])
  await home.run(['-m', 'nbconvert', '--to', 'html', 'rich.ipynb'])
  const html = readFileSync(join(home.folder, 'rich.html'), 'utf8')
  assert.match(html, /<img[^>]*src="data:image\/png;base64,/)
  assert.match(html, /81\.5/)
})

test('an error stops nbclient with the cell and its traceback; with errors allowed it goes on', {
  skip,
}, async () => {
  const sources = [
    'let depth = 1',
    "depth = 'deep'",
    "function dig(): never {\n  throw new RangeError('too deep')\n}\ndig()",
    'depth',
  ]
  await assert.rejects(
    execute('stops', sources),
    /CellExecutionError[\s\S]*depth = 'deep'[\s\S]*not assignable/,
  )
  const [, refused, thrown, last] = await execute('goes-on', sources, '--allow-errors')
  assert.equal(refused?.outputs[0]?.output_type, 'error')
  assert.match(String(refused?.outputs[0]?.evalue), /^1:1 - Type 'string' is not assignable/)
  assert.equal(thrown?.outputs[0]?.ename, 'RangeError')
  assert.match(String(thrown?.outputs[0]?.traceback?.join('\n')), /at dig \(cell \[3\]:2:9\)/)
  assert.deepEqual(last?.outputs[0]?.data, { 'text/plain': ['1'] })
})

test('a cell past its time ends nbclient, and no kernel is left', { skip, timeout: 60_000 }, async () => {
  const name = join(home.folder, 'kernel.pid')
  const source = `import { writeFileSync } from 'node:fs'\nwriteFileSync('${name}', String(process.pid))\nwhile (true) {}`
  await assert.rejects(execute('late', [source], '--timeout=10'), /CellTimeoutError/)
  assert.throws(() => process.kill(Number(readFileSync(name, 'utf8')), 0), { code: 'ESRCH' })
})
