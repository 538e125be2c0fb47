import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Cell, type Notebook, notebookText } from './notebook.ts'
import { CellError, runNotebook } from './run-notebook.ts'
import { readKernelSpec } from './spec.ts'

const spec = readKernelSpec(fileURLToPath(new URL('../timelab', import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'notebooks-'))
after(() => rmSync(folder, { recursive: true }))

function notebook(name: string, cells: readonly (Partial<Cell> & { source: string })[]) {
  const path = join(folder, name)
  const book: Notebook = {
    cells: cells.map((cell) => ({ cell_type: 'code', metadata: {}, ...cell })),
    metadata: { title: 'kept' },
    nbformat: 4,
    nbformat_minor: 5,
  }
  writeFileSync(path, notebookText(book))
  return path
}
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

test('a notebook is run from top to bottom and keeps what it shows', async () => {
  const path = notebook('runs.ipynb', [
    { cell_type: 'markdown', source: '# Depths' },
    { source: 'const depths: number[] = [1, 2]\nconsole.log(process.env.TIMELAB_SHORT)' },
    { source: '' },
    { source: 'depths.length' },
  ])
  const seen: number[] = []
  const before = readFileSync(path, 'utf8')
  await runNotebook(path, spec, { check: true, env: { TIMELAB_SHORT: '1' } })
  assert.equal(readFileSync(path, 'utf8'), before)
  await runNotebook(path, spec, { env: { TIMELAB_SHORT: '1' }, onCell: (place) => seen.push(place) })
  const { cells, metadata } = read(path)
  assert.deepEqual(seen, [1, 2])
  assert.deepEqual(
    cells.map((cell: { execution_count?: number }) => cell.execution_count),
    [undefined, 1, null, 2],
  )
  assert.deepEqual(cells[1].outputs, [{ name: 'stdout', output_type: 'stream', text: ['1\n'] }])
  assert.equal(cells[3].outputs[0].output_type, 'execute_result')
  assert.match(cells[3].outputs[0].data['text/plain'].join(''), /2/)
  assert.equal(metadata.title, 'kept')
  assert.equal(metadata.kernelspec.name, 'timelab')
})

test('the first error ends the run with notebook, cell and error, and leaves the file as it was', async () => {
  const path = notebook('fails.ipynb', [
    { source: "throw new RangeError('expected')", metadata: { tags: ['raises-exception'] } },
    { source: "throw new RangeError('too deep')" },
    { source: '1' },
  ])
  const before = readFileSync(path, 'utf8')
  await assert.rejects(runNotebook(path, spec), (error: Error) => {
    assert.ok(error instanceof CellError)
    assert.match(error.message, /fails\.ipynb, code cell 2: RangeError: too deep/)
    return true
  })
  assert.equal(readFileSync(path, 'utf8'), before)
})

test('a run that is stopped ends its kernel', async () => {
  const path = notebook('long.ipynb', [{ source: 'while (true) {}' }])
  await assert.rejects(runNotebook(path, spec, { signal: AbortSignal.timeout(1500) }), /stopped waiting/)
})
