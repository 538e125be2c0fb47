import type ts from 'typescript'
import { cellFile } from './cell-function.ts'
import { cellText } from './cell-text.ts'
import type {
  CompiledCell,
  Compiler,
  CompilerOptions,
  Completeness,
  ReachedModules,
  RefusedCell,
} from './compiled.ts'
import { completenessOf } from './completeness.ts'
import { completionsAt } from './completion.ts'
import { diagnosticOf } from './diagnostics.ts'
import { hoverAt } from './hover.ts'
import { openLocalModules } from './local-sources.ts'
import { withAdvice } from './other-kernels.ts'
import { ownNames } from './own-names.ts'
import { openProject } from './project.ts'
import { ownPackage } from './read-ahead.ts'
import { cellScript } from './script.ts'
import type { Scope } from './typescript.ts'

export type * from './compiled.ts'

/** What nobody types in a console is not judged: cells would wait for it. */
const LONGEST = 50_000
const UNKNOWN: Completeness = { status: 'unknown', indent: '' }

const TOO_DEEP: RefusedCell = {
  ok: false,
  diagnostics: [
    {
      line: 1,
      character: 1,
      message: 'The cell is nested too deeply to be compiled: split what it says into several.',
    },
  ],
}

/** Who asks once soon asks again: so many milliseconds nothing is prepared, which would be waited for. */
const QUIET = 150

/**
 * A compiler of cells over the project's tsconfig.json and packages. Each cell is checked as a file of its own whose names
 * are looked up in the cells before it; the project's program stands still meanwhile, so that a cell costs its own length.
 */
export function createCompiler({ cwd, project: folder }: CompilerOptions): Compiler {
  const project = openProject(cwd, folder)
  const compiled = new Map<number, Scope>()
  let scope: Scope | undefined
  const own = ownPackage(cwd)
  const modules = openLocalModules(project, cwd, own?.folder)
  project.checker()
  const readAhead = own === undefined ? () => false : project.readAhead(own.name)
  let preparing: NodeJS.Timeout | undefined
  prepareLater(1)

  /** TypeScript calls itself for each level of what is nested. What it knew half-way is not to be trusted. */
  function unlessTooDeep<T>(work: () => T, otherwise: T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      project.forget()
      return otherwise
    }
  }

  return {
    compile: (source, cell) => unlessTooDeep(() => compile(source, cell), TOO_DEEP),
    commit(cell) {
      const file = compiled.get(cell)
      compiled.clear()
      if (file) scope = file
      prepareLater(QUIET)
    },
    reach(path): ReachedModules | RefusedCell {
      modules.refresh()
      const local = modules.reachedFrom(path)
      const diagnostics = modules.diagnostics(local, false)
      if (diagnostics.length > 0) return { ok: false, diagnostics }
      return { local, modules: modules.changed(local) }
    },
    complete(source, offset) {
      prepareLater(QUIET)
      const none = { matches: [], start: offset, end: offset }
      return unlessTooDeep(() => completionsAt(project, project.parse(cellText(source), scope), offset), none)
    },
    hover(source, offset) {
      prepareLater(QUIET)
      return unlessTooDeep(() => hoverAt(project, project.parse(cellText(source), scope), offset), undefined)
    },
    isComplete: (source) =>
      source.length > LONGEST ? UNKNOWN : unlessTooDeep(() => completenessOf(source), UNKNOWN),
  }

  function compile(source: string, cell: number): CompiledCell | RefusedCell {
    modules.refresh()
    const file = project.parse(cellText(source), scope)
    project.declareGlobals(file)
    const local = modules.importedBy(file)
    const faults = [...file.parseDiagnostics, ...(file.parseDiagnostics.length > 0 ? [] : check(file))]
    const diagnostics = [
      ...ownNames(file),
      ...faults.map((fault) => diagnosticOf(fault)),
      ...modules.diagnostics(local, true),
    ]
    if (diagnostics.length > 0) return { ok: false, diagnostics: withAdvice(source, diagnostics) }
    compiled.set(cell, file)
    return {
      ok: true,
      ...cellScript(file, project.checker(), cellFile(cell), project.lowering),
      local,
      modules: modules.changed(local),
    }
  }

  /** Between questions: the project's own package, which its notebooks import, then comments; a pause every 10 ms. */
  function prepare(): void {
    const pause = performance.now() + 10
    let more = true
    while (more && performance.now() < pause) more = readAhead() || project.documentation.readOne()
    if (more) prepareLater(1)
  }

  /** Also after a cell: the packages that it imports may bring more. */
  function prepareLater(milliseconds: number): void {
    clearTimeout(preparing)
    preparing = setTimeout(prepare, milliseconds).unref()
  }

  function check(file: Scope): readonly ts.Diagnostic[] {
    return project.faults(project.program().getSemanticDiagnostics(file))
  }
}
