import { Script } from 'node:vm'
import type { CompiledCell } from './compiled.ts'
import { registerScript } from './traceback.ts'

/** The name under which a cell's script is run, and by which its frames are recognised. */
export const cellFile = (cell: number): string => `cell-${cell}.ts`

/**
 * The script whose value is a cell's function `(exports, require, checkpoint, importModule)`, which gives a promise where the
 * cell awaits. Calling that function outside a script is not broken by SIGINT: call it
 * in a second script, run with `breakOnSigint`.
 */
export function cellFunction({ code, async }: CompiledCell, cell: number): Script {
  const filename = cellFile(cell)
  registerScript(filename, code)
  return new Script(
    `(${async ? 'async ' : ''}function (exports, require, checkpoint, importModule) {\n${code}\n})`,
    {
      filename,
      lineOffset: -1,
    },
  )
}
