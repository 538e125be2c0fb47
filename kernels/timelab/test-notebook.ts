import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CellFunction, cellFunction } from './cell-function.ts'
import { type Compiler, createCompiler, type Diagnostic } from './compiler.ts'
import { createModuleLoader } from './module-loader.ts'

/** What a cell came to: the value of its last expression, what it threw, or why it was not run. */
export interface Outcome {
  readonly value?: unknown
  readonly error?: Error
  readonly refused?: readonly Diagnostic[]
}

/** A notebook without Jupyter, in a folder of its own inside this project: compiles cells and runs them here. */
export interface TestNotebook {
  readonly folder: string
  readonly compiler: Compiler
  readonly exports: Record<string, unknown>
  /** How often a checkpoint was passed; set `stopAt` to be interrupted at one. */
  readonly checkpoints: { passed: number; stopAt?: number }
  run(source: string): Promise<Outcome>
  /** Runs a cell that must work, and gives its value. */
  value(source: string): Promise<unknown>
  remove(): void
}

/** `parent`: where its folder is made, elsewhere than in this project; `files`: what lies in it by their names. */
export function openTestNotebook(
  parent?: string,
  files: Readonly<Record<string, string>> = {},
): TestNotebook {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const within = parent ?? join(root, '.cache')
  mkdirSync(within, { recursive: true })
  const folder = mkdtempSync(join(within, 'notebook-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const compiler = createCompiler({ cwd: folder })
  const exports: Record<string, unknown> = Object.create(null)
  const checkpoints: TestNotebook['checkpoints'] = { passed: 0 }
  const checkpoint = () => {
    if (++checkpoints.passed === checkpoints.stopAt) throw new Error('interrupted')
  }
  const loader = createModuleLoader(folder, checkpoint, compiler.reach)
  let cell = 0

  async function run(source: string): Promise<Outcome> {
    cell++
    const compiled = compiler.compile(source, cell)
    if (!compiled.ok) return { refused: compiled.diagnostics }
    loader.update(compiled)
    checkpoints.passed = 0
    try {
      const body: CellFunction = cellFunction(compiled, cell).runInThisContext()
      await body(exports, checkpoint, loader.importModule, ...loader.commonJs)
      return compiled.lastExpression ? { value: exports[compiled.lastExpression] } : {}
    } catch (error) {
      return { error: error as Error }
    } finally {
      compiler.commit(cell)
    }
  }

  return {
    folder,
    compiler,
    exports,
    checkpoints,
    run,
    async value(source) {
      const { value, error, refused } = await run(source)
      if (error) throw error
      if (refused) throw new Error(JSON.stringify(refused))
      return value
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
