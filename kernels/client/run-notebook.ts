import { basename, dirname, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type KernelClient, launchKernel } from './client.ts'
import { type Notebook, newCellId, readNotebook, writeNotebook } from './notebook.ts'
import type { Output } from './outputs.ts'
import type { KernelSpec } from './spec.ts'

/** A cell of a notebook threw, or was refused by the compiler: one sentence that names notebook, cell and error. */
export class CellError extends Error {
  override readonly name = 'CellError'
}

/** How a notebook is run. */
export interface RunOptions {
  /** Runs without writing. */
  readonly check?: boolean
  /** Set in the kernel's environment: a notebook's parameters. */
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Called after each code cell with its place among the code cells (from 1), their number and its seconds. */
  readonly onCell?: (place: number, of: number, seconds: number) => void
}

/**
 * Runs a notebook from its first cell to its last in a new kernel, in the notebook's folder, and writes outputs,
 * execution counts and ids back. Throws `CellError` at the first error, unless the cell has Jupyter's tag
 * `raises-exception`; the file is then as it was.
 */
export async function runNotebook(
  path: string,
  spec: KernelSpec,
  options: RunOptions = {},
): Promise<Notebook> {
  const { check = false, env, signal, onCell } = options
  const book = readNotebook(path)
  const wait = signal ? { signal } : {}
  const kernel = await launchKernel(
    { ...spec, cwd: dirname(resolve(path)), env: { ...spec.env, ...env } },
    wait,
  )
  try {
    const run = await runCells(book, kernel, path, { signal, onCell })
    await kernel.shutdown(false, wait)
    const finished = run()
    if (!check) writeNotebook(path, finished)
    return finished
  } finally {
    await kernel.close()
  }
}

/** Gives the notebook with its outputs once asked, so that those that came late are in it. */
async function runCells(
  book: Notebook,
  kernel: KernelClient,
  path: string,
  { signal, onCell }: { signal: AbortSignal | undefined; onCell: RunOptions['onCell'] },
): Promise<() => Notebook> {
  const codes = book.cells.filter(isCode)
  const results = new Map<Notebook['cells'][number], { count: number | null; outputs: readonly Output[] }>()
  for (const [index, cell] of codes.entries()) {
    const mayThrow = cell.metadata.tags?.includes('raises-exception') ?? false
    const { status, outputs, reply, executionCount, milliseconds } = await kernel.execute(cell.source, {
      stopOnError: !mayThrow,
      ...(signal ? { signal } : {}),
    })
    if (status !== 'ok' && !mayThrow) throw new CellError(sentence(path, index + 1, outputs, reply))
    results.set(cell, { count: executionCount, outputs })
    onCell?.(index + 1, codes.length, milliseconds / 1000)
  }
  const { language_info } = await kernel.kernelInfo(signal ? { signal } : {})
  const { displayName, language, resourceDir } = kernel.spec
  const metadata = {
    ...book.metadata,
    kernelspec: { display_name: displayName, language, name: basename(resourceDir) },
    language_info,
  }
  return () => ({
    ...book,
    metadata,
    cells: book.cells.map((cell) => {
      const id = cell.id ?? newCellId()
      if (cell.cell_type !== 'code') return { ...cell, id }
      const { count = null, outputs = [] } = results.get(cell) ?? {}
      return { ...cell, id, execution_count: count, outputs: outputs.map((output) => ({ ...output })) }
    }),
  })
}

/** Jupyter skips cells without code. */
const isCode = (cell: Notebook['cells'][number]) => cell.cell_type === 'code' && cell.source.trim() !== ''

function sentence(
  path: string,
  place: number,
  outputs: readonly Output[],
  reply: Readonly<Record<string, unknown>>,
): string {
  const thrown = outputs.findLast((output) => output.output_type === 'error')
  const [name, value] = thrown ? [thrown.ename, thrown.evalue] : [reply.ename, reply.evalue]
  const reason = name === undefined ? `it was ${reply.status}` : `${name}: ${value}`
  return `${path}, code cell ${place}: ${stripVTControlCharacters(reason).trim()}`
}
