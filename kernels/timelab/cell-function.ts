import { Script } from 'node:vm'
import type { CompiledCell } from './compiled.ts'
import type { ImportModule } from './module-loader.ts'
import { registerScript } from './traceback.ts'

/** The name under which a cell's script is run, and by which its frames are recognised. */
export const cellFile = (cell: number): string => `cell-${cell}.ts`

/** A cell's function: its value where it does not await, else a promise. */
export type CellFunction = (
  names: Readonly<Record<string, unknown>>,
  checkpoint: () => void,
  importModule: ImportModule,
  ...commonJs: readonly unknown[]
) => unknown

/**
 * The script whose value is a cell's `CellFunction`. Calling that function outside a script is not broken by SIGINT: call it
 * in a second script, run with `breakOnSigint`.
 */
export function cellFunction({ code, async }: CompiledCell, cell: number): Script {
  const filename = cellFile(cell)
  registerScript(filename, code)
  return new Script(`(${async ? 'async ' : ''}function (${PARAMETERS}) {\n${code}\n})`, {
    filename,
    lineOffset: -1,
  })
}

/** The kernel's own, and what a CommonJS file finds around it: pasted code asks for it. A block within may declare all again. */
const PARAMETERS = '$tl_names, $tl_checkpoint, $tl_import, exports, require, module, __filename, __dirname'
