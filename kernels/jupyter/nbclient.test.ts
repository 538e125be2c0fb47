import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Cell, notebookText } from '../client/notebook.ts'
import { jupyterHome, noJupyter } from './python.ts'

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
  skip: noJupyter,
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
  assert.deepEqual(cells[1]?.outputs, [
    { output_type: 'stream', name: 'stdout', text: ['depth 1\n', 'depth 2\n', 'depth 3\n'] },
  ])
  assert.deepEqual(cells[2]?.outputs[0]?.data, { 'text/plain': ['[ 1, 4, 9 ]'] })
})
