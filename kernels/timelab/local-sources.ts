import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import ts from 'typescript'
import { CHECKED, closeCheckpoint, openCheckpoint } from './checkpoints.ts'
import type { CompiledModule, Diagnostic } from './compiled.ts'
import { editText } from './edits.ts'
import { eraseTypes, lower, needsLowering } from './erase.ts'
import type { Project } from './project.ts'
import { importsOf } from './project.ts'
import { withSourceMap } from './source-map.ts'
import type { Scope } from './typescript.ts'

/** The files beside a notebook that its cells import by a relative path: compiled as cells are, again after each edit. */
export interface LocalModules {
  /** Reads again what was edited since. */
  refresh(): void
  /** Adds what a cell imports, and what that imports. */
  follow(cell: Scope): void
  diagnostics(): Diagnostic[]
  /** Modules that differ, or import what differs, from what was last handed out. */
  changed(): CompiledModule[]
}

const isRelative = (specifier: string) => /^\.\.?(\/|$)/.test(specifier)

export function openLocalModules(project: Project, cwd: string): LocalModules {
  const paths = new Set<string>()
  const digests = new Map<string, string>()

  /** Packages, declarations and JSON are Node's; so is the project's own library, of which there must be one copy. */
  const isLocal = (path: string) =>
    path.startsWith(cwd + sep) &&
    /\.[cm]?[jt]sx?$/.test(path) &&
    !/\.d\.[cm]?ts$/.test(path) &&
    !path.includes(`${sep}node_modules${sep}`)

  function add(path: string | undefined): void {
    if (path === undefined || paths.has(path) || !isLocal(path)) return
    paths.add(path)
    for (const imported of importedBy(path)) add(imported)
  }

  function importedBy(path: string): string[] {
    const program = project.program()
    const file = program.getSourceFile(path)
    if (!file) return []
    return importsOf(file)
      .filter(isRelative)
      .flatMap(
        (name) =>
          program.getResolvedModule(file, name, ts.ModuleKind.ESNext)?.resolvedModule?.resolvedFileName ?? [],
      )
  }

  /** Of a module's text and of all that it imports. */
  function digestOf(path: string, seen = new Set<string>()): string {
    if (seen.has(path) || !paths.has(path)) return ''
    seen.add(path)
    const hash = createHash('sha1').update(project.program().getSourceFile(path)?.text ?? '')
    for (const imported of importedBy(path)) hash.update(digestOf(imported, seen))
    return hash.digest('hex')
  }

  return {
    refresh() {
      if (!project.refresh(paths)) return
      const known = [...paths]
      paths.clear()
      for (const path of known) add(path)
    },
    follow(cell) {
      for (const name of importsOf(cell).filter(isRelative)) add(project.resolve(name))
      project.refresh(paths)
    },
    diagnostics() {
      const program = project.program()
      return [...paths].flatMap((path) => {
        const file = program.getSourceFile(path)
        if (!file || digests.get(path) === digestOf(path)) return []
        const faults = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
        return faults.map((fault) => ({ ...place(fault, file), file: relative(cwd, path) }))
      })
    },
    changed() {
      const changed: CompiledModule[] = []
      for (const path of paths) {
        const digest = digestOf(path)
        const file = project.program().getSourceFile(path)
        if (!file || digests.get(path) === digest) continue
        digests.set(path, digest)
        changed.push({ path, code: moduleScript(file) })
      }
      return changed
    },
  }
}

function place(fault: ts.Diagnostic, file: ts.SourceFile): Diagnostic {
  const { line, character } = file.getLineAndCharacterOfPosition(fault.start ?? 0)
  const message = ts.flattenDiagnosticMessageText(fault.messageText, '\n')
  return { line: line + 1, character: character + 1, message, code: fault.code }
}

/** A module in JavaScript, its lines kept. `$checkpoint` is the global one: a module has no parameters. */
function moduleScript(file: ts.SourceFile): string {
  const edits = editText(file.text)
  const visit = (node: ts.Node): void => {
    openCheckpoint(node, edits)
    ts.forEachChild(node, visit)
    closeCheckpoint(node, edits)
    if (ts.isStatement(node) && needsLowering(node)) lower(node, edits)
  }
  visit(file)
  const rendered = edits.render()
  const prefix = `const $checkpoint=globalThis[Symbol.for("timelab.checkpoint")]??(()=>{});${CHECKED}`
  return withSourceMap(prefix, { ...rendered, text: eraseTypes(rendered.text) }, file.text, file.fileName)
}
