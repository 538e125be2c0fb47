import ts from 'typescript'
import { cellFile } from './cell-function.ts'
import type { CompiledCell, Compiler, CompilerOptions, RefusedCell } from './compiled.ts'
import { completenessOf } from './completeness.ts'
import { completionsAt } from './completion.ts'
import { diagnosticOf } from './diagnostics.ts'
import { hoverAt } from './hover.ts'
import { openLocalModules } from './local-sources.ts'
import { openProject } from './project.ts'
import { ownPackage } from './read-ahead.ts'
import { cellScript } from './script.ts'
import type { Scope } from './typescript.ts'

export type * from './compiled.ts'

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

  return {
    compile(source, cell): CompiledCell | RefusedCell {
      modules.refresh()
      const file = project.parse(withoutExports(source), scope)
      const local = modules.importedBy(file)
      const faults = [...file.parseDiagnostics, ...(file.parseDiagnostics.length > 0 ? [] : check(file))]
      const diagnostics = [...faults.map((fault) => diagnosticOf(fault)), ...modules.diagnostics(local)]
      if (diagnostics.length > 0) return { ok: false, diagnostics }
      compiled.set(cell, file)
      return {
        ok: true,
        ...cellScript(file, project.checker(), cellFile(cell)),
        modules: modules.changed(local),
      }
    },
    commit(cell) {
      const file = compiled.get(cell)
      compiled.clear()
      if (file) scope = file
      prepareLater(QUIET)
    },
    complete(source, offset) {
      prepareLater(QUIET)
      return completionsAt(project, project.parse(withoutExports(source), scope), offset)
    },
    hover(source, offset) {
      prepareLater(QUIET)
      return hoverAt(project, project.parse(withoutExports(source), scope), offset)
    },
    isComplete: completenessOf,
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
    return project
      .program()
      .getSemanticDiagnostics(file)
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
  }
}

/** Each name of a cell is shared: `export` adds nothing, and is blanked in place. */
function withoutExports(source: string): string {
  if (!source.includes('export')) return source
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ESNext)
  let text = source
  const blank = (start: number, end: number) => {
    text = text.slice(0, start) + text.slice(start, end).replace(/\S/g, ' ') + text.slice(end)
  }
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) blank(statement.getStart(file), statement.expression.getStart(file))
    for (const modifier of ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [])
      if (modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword)
        blank(modifier.getStart(file), modifier.end)
  }
  return text
}
