/**
 * Runs notebooks from top to bottom without Python and keeps what they show: `node scripts/run-notebooks.ts [FILE ...]`,
 * by default all of notebooks/. With --check nothing is written. What is set in the environment reaches the notebooks:
 * TIMELAB_SHORT=1 is their shortened setting. Ends at the first error with exit code 1.
 */
import { globSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CellError, runNotebook } from '../kernels/client/run-notebook.ts'
import { readKernelSpec } from '../kernels/client/spec.ts'
import { formatDuration } from '../src/duration.ts'
import { InputError } from '../src/errors.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, kernel: { type: 'string' } },
})
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stopped = new AbortController()
process.once('SIGINT', () => stopped.abort('interrupted'))
process.once('SIGTERM', () => stopped.abort('terminated'))

try {
  const spec = readKernelSpec(values.kernel ?? join(root, 'kernels/timelab'))
  const paths = positionals.length > 0 ? positionals : globSync(join(root, 'notebooks/*.ipynb')).sort()
  if (paths.length === 0) throw new InputError('There are no notebooks in notebooks/: name .ipynb files.')
  for (const path of paths) await run(path)

  async function run(path: string): Promise<void> {
    const near = relative(process.cwd(), path)
    const name = near.startsWith('..') ? path : near
    const begun = Date.now()
    await runNotebook(path, spec, {
      check: values.check,
      signal: stopped.signal,
      onCell: (place, of, seconds) =>
        process.stdout.write(`${name}  cell ${place} of ${of}  ${seconds.toFixed(2)} s\n`),
    })
    const end = values.check ? 'runs' : 'written'
    process.stdout.write(`${name}  ${end} in ${formatDuration((Date.now() - begun) / 1000)}\n`)
  }
} catch (error) {
  const plain = error instanceof CellError || error instanceof InputError || stopped.signal.aborted
  const { message, stack } = error as Error
  process.stderr.write(`${plain ? message : stack}\n`)
  process.exitCode = stopped.signal.aborted ? 130 : 1
}
