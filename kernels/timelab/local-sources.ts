import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import type ts from 'typescript'
import type { CompiledModule, Diagnostic } from './compiled.ts'
import { diagnosticOf } from './diagnostics.ts'
import { moduleOf } from './module-script.ts'
import { ownNames } from './own-names.ts'
import { importsOf, type Project } from './project.ts'
import type { Scope } from './typescript.ts'

/** The files that a notebook's cells import by a path: compiled as cells are, again after each edit. */
export interface LocalModules {
  /** Reads again what was edited since. */
  refresh(): void
  /** The paths of what a cell imports, and of what that imports. */
  importedBy(cell: Scope): readonly string[]
  /** This path and those of what it imports; none where it is not local. */
  reachedFrom(path: string): readonly string[]
  /** Faults of those of `paths` that differ from what was last handed out; of their types too if so asked. */
  diagnostics(paths: readonly string[], types: boolean): Diagnostic[]
  /** Hands out those of `paths` that differ, or import what differs, from what was last handed out. */
  changed(paths: readonly string[]): CompiledModule[]
}

const isPath = (specifier: string) => /^(\.\.?)?(\/|$)/.test(specifier)

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
  function closure(paths: readonly string[]): Set<string> {
    const found = new Set<string>()
    const left = [...paths]
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      if (found.has(path) || !isLocal(path)) continue
      found.add(path)
      left.push(...importedBy(path))
    }
    return found
  }

  function importedBy(path: string): string[] {
    const file = project.source(path)
    if (!file) return []
    return importsOf(file)
      .filter(isPath)
      .flatMap((name) => project.resolveFrom(name, path) ?? [])
  }

  /** Of a module's text and of all that it imports. */
  function digestOf(path: string): string {
    const hash = createHash('sha1')
    for (const part of closure([path])) hash.update(`${part}\0${project.source(part)?.text}\0`)
    return hash.digest('hex')
  }

  const isNew = (path: string) => digests.get(path) !== digestOf(path)

  /** Remembers what is reached from `paths`, so that an edit of it is seen. */
  function reached(paths: readonly string[]): readonly string[] {
    const found = [...closure(paths)]
    for (const path of found) known.add(path)
    project.refresh(known)
    return found
  }

  function faultsOf(file: ts.SourceFile, types: boolean): readonly ts.Diagnostic[] {
    const program = project.program()
    // JavaScript that the project does not check is no part of it.
    const isPart = types && program.getSourceFile(file.fileName) === file
    return isPart
      ? [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      : (file as Scope).parseDiagnostics
  }

  return {
    refresh: () => void project.refresh(known),
    importedBy: (cell) =>
      reached(
        importsOf(cell)
          .filter(isPath)
          .flatMap((name) => project.resolve(name) ?? []),
      ),
    reachedFrom: (path) => reached([path]),
    diagnostics: (paths, types) =>
      paths.filter(isNew).flatMap((path) => {
        const file = project.source(path)
        if (!file) return []
        const name = relative(cwd, path)
        return [
          ...ownNames(file).map((fault) => ({ ...fault, file: name })),
          ...project.faults(faultsOf(file, types)).map((fault) => diagnosticOf(fault, name)),
        ]
      }),
    changed: (paths) =>
      paths.filter(isNew).flatMap((path) => {
        const file = project.source(path)
        if (!file) return []
        digests.set(path, digestOf(path))
        return moduleOf(file, project.lowering)
      }),
  }
}
