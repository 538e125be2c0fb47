import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import ts from 'typescript'
import { CHECKED, closeCheckpoint, openCheckpoint } from './checkpoints.ts'
import type { CompiledModule, Diagnostic } from './compiled.ts'
import { diagnosticOf } from './diagnostics.ts'
import { editText } from './edits.ts'
import { eraseTypes, lower, needsLowering } from './erase.ts'
import { importsOf, type Project } from './project.ts'
import { withSourceMap } from './source-map.ts'
import type { Scope } from './typescript.ts'

/** The files that a notebook's cells import by a relative path: compiled as cells are, again after each edit. */
export interface LocalModules {
  /** Reads again what was edited since. */
  refresh(): void
  /** The paths of what a cell imports, and of what that imports. */
  importedBy(cell: Scope): readonly string[]
  /** Faults of those of `paths` that differ from what was last handed out. */
  diagnostics(paths: readonly string[]): Diagnostic[]
  /** Hands out those of `paths` that differ, or import what differs, from what was last handed out. */
  changed(paths: readonly string[]): CompiledModule[]
}

const isRelative = (specifier: string) => /^\.\.?(\/|$)/.test(specifier)

/** `library` is the folder of the project's own package: Node imports it, so that there is one copy of it. */
export function openLocalModules(project: Project, cwd: string, library: string | undefined): LocalModules {
  const known = new Set<string>()
  const digests = new Map<string, string>()

  const isLocal = (path: string) =>
    /\.([cm]?[jt]sx?|json)$/.test(path) &&
    !/\.d\.[cm]?ts$/.test(path) &&
    !path.includes(`${sep}node_modules${sep}`) &&
    !(library !== undefined && path.startsWith(library + sep))

  /** The local modules among `paths`, with all that they import. */
  function closure(paths: readonly string[], found = new Set<string>()): Set<string> {
    for (const path of paths) {
      if (found.has(path) || !isLocal(path)) continue
      found.add(path)
      closure(importedBy(path), found)
    }
    return found
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
  function digestOf(path: string): string {
    const hash = createHash('sha1')
    for (const part of closure([path]))
      hash.update(`${part}\0${project.program().getSourceFile(part)?.text}\0`)
    return hash.digest('hex')
  }

  const isNew = (path: string) => digests.get(path) !== digestOf(path)

  return {
    refresh: () => void project.refresh(known),
    importedBy(cell) {
      const paths = importsOf(cell)
        .filter(isRelative)
        .flatMap((name) => project.resolve(name) ?? [])
      const found = [...closure(paths)]
      for (const path of found) known.add(path)
      project.refresh(known)
      return found
    },
    diagnostics(paths) {
      const program = project.program()
      return paths.filter(isNew).flatMap((path) => {
        const file = program.getSourceFile(path)!
        const faults = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
        return faults.map((fault) => diagnosticOf(fault, relative(cwd, path)))
      })
    },
    changed: (paths) =>
      paths.filter(isNew).map((path) => {
        digests.set(path, digestOf(path))
        const file = project.program().getSourceFile(path)!
        return { path, code: path.endsWith('.json') ? file.text : moduleScript(file) }
      }),
  }
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
