import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cellFunction } from './cell-function.ts'
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

/** `parent`: where its folder is made, elsewhere than in this project. */
export function openTestNotebook(parent?: string): TestNotebook {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const within = parent ?? join(root, '.cache')
  mkdirSync(within, { recursive: true })
  const folder = mkdtempSync(join(within, 'notebook-'))
  const compiler = createCompiler({ cwd: folder })
  const exports: Record<string, unknown> = Object.create(null)
  const checkpoints: TestNotebook['checkpoints'] = { passed: 0 }
  const checkpoint = () => {
    if (++checkpoints.passed === checkpoints.stopAt) throw new Error('interrupted')
  }
  const loader = createModuleLoader(folder, checkpoint)
  let cell = 0

  async function run(source: string): Promise<Outcome> {
    cell++
    const compiled = compiler.compile(source, cell)
    if (!compiled.ok) return { refused: compiled.diagnostics }
    loader.update(compiled.modules)
    checkpoints.passed = 0
    try {
      const body = cellFunction(compiled, cell).runInThisContext()
      await body(exports, loader.require, checkpoint, loader.importModule)
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
