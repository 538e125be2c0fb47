import { statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { createCellGlobals } from './cell-globals.ts'
import { type LateDocumentation, lateDocumentation } from './documentation.ts'
import { HOME, isLent } from './lent.ts'
import type { Lowering } from './lower.ts'
import { readOptions } from './options.ts'
import { parseOptions, type ReadAhead, readAhead } from './read-ahead.ts'
import { internals, type Program, type Scope } from './typescript.ts'

/** The project's types, as the cells of one notebook see them. */
export interface Project {
  readonly options: ts.CompilerOptions
  readonly lowering: Lowering
  program(): Program
  checker(): ts.TypeChecker
  /** Parses and binds a cell whose names may come from `scope`, the cell before it; what it imports is known afterwards. */
  parse(text: string, scope: Scope | undefined): Scope
  /** Those of TypeScript's faults that are faults of a notebook's too. */
  faults(found: readonly ts.Diagnostic[]): readonly ts.Diagnostic[]
  /** Has what a cell declares by `declare global` and `declare module` count, in it and from then on. */
  declareGlobals(cell: Scope): void
  /** The file that a cell's import of `specifier` means; none where it is built in, missing or only declared. */
  resolve(specifier: string): string | undefined
  /** The file that an import of `specifier` in the file at `importer` means, whether or not that one is a part of the program. */
  resolveFrom(specifier: string, importer: string): string | undefined
  /** A file, parsed; none where it cannot be read. */
  source(path: string): ts.SourceFile | undefined
  readonly documentation: Pick<LateDocumentation, 'read' | 'readOne'>
  /** Reads a package in steps, the last of which makes it a part of the program: a cell that imports it need not wait. */
  readAhead(specifier: string): ReadAhead
  /** Forgets what the checker found out, not what was read. */
  forget(): void
  /** Reads again those of `paths` that were edited; true where any was. */
  refresh(paths: Iterable<string>): boolean
}

/** A page's types are there where tsconfig.json names them, not because a package does: they are 0.4 s to read. */
const isNoPage = ({ fileName }: ts.FileReference) => !/^(dom|webworker)\b/.test(fileName)

/** A checker remembers every cell that it saw, drafts too: past so many nodes a new one costs less than the memory. */
const NODES_A_CHECKER = 2_000_000

/** Whether a module's file says types: a package's JavaScript is not read for them. */
const isTyped = (path: string | undefined): boolean =>
  path !== undefined && !(/\.[cm]?jsx?$/.test(path) && path.includes('/node_modules/'))

/** `import … = require(…)` and `export =`, which are lowered; JSX whose types are nowhere, which has any. */
const LOWERED: readonly number[] = [1202, 1203, 7026]
/** A module of JavaScript that nothing declares the types of. */
const UNTYPED = 7016

/** @throws never: an unreadable tsconfig.json is as none. */
export function openProject(cwd: string, project?: string): Project {
  const { options, lowering, configured } = readOptions(cwd, project)
  const importsPath = join(cwd, '__imports__.ts')
  const globals = createCellGlobals()
  /** Files that are nowhere, with their texts. */
  const made = new Map<string, string>()
  const [globalsPath, ambientPath] = [join(cwd, '__globals__.ts'), join(cwd, '__ambient__.d.ts')]
  const specifiers = new Set<string>()
  const files = new Map<string, ts.SourceFile | undefined>()
  const times = new Map<string, number>()
  const host = ts.createCompilerHost(options)
  const documentation = lateDocumentation()
  const resolutions = ts.createModuleResolutionCache(cwd, (path) => path, options)
  const load = host.getSourceFile.bind(host)
  made.set(importsPath, '')
  let program: Program | undefined
  let nodes = 0
  let serial = 0

  host.getCurrentDirectory = () => cwd
  const { fileExists, readFile } = host
  host.fileExists = (path) => made.has(path) || fileExists.call(host, path)
  host.readFile = (path) => made.get(path) ?? readFile.call(host, path)
  host.getSourceFile = (path, language, onError) => {
    if (!files.has(path)) {
      const settings = typeof language === 'object' ? language : { languageVersion: language }
      const jsDocParsingMode = documentation.modeOf(path)
      const file = load(path, { ...settings, jsDocParsingMode }, onError)
      if (file) {
        documentation.add(file)
        Object.assign(file, { libReferenceDirectives: file.libReferenceDirectives.filter(isNoPage) })
      }
      files.set(path, file)
    }
    return files.get(path)
  }

  host.getModuleResolutionCache = () => resolutions
  host.resolveModuleNameLiterals = (literals, importer, redirected, settings, file) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(file, literal, settings)
      const from = (place: string) =>
        ts.resolveModuleName(literal.text, place, settings, host, resolutions, redirected, mode)
      const found = from(importer)
      const own = !importer.includes('/node_modules/')
      const lent = own && !found.resolvedModule && isLent(literal.text)
      return lent ? from(join(HOME, 'cell.ts')) : found
    })

  function build(): Program {
    const built = ts.createProgram({
      rootNames: [...made.keys()],
      options,
      host,
      ...(program && { oldProgram: program }),
    }) as Program
    // Cells are no part of the program; they import as the file of all imports does.
    const { getResolvedModule } = built
    built.getResolvedModule = (file, name, mode) => {
      if (!isCell(file)) return getResolvedModule(file, name, mode)
      const imports = built.getSourceFile(importsPath)!
      return getResolvedModule(imports, name, mode) ?? getResolvedModule(imports, name, ts.ModuleKind.ESNext)
    }
    nodes = 0
    return built
  }

  const isCell = (file: ts.SourceFile) => file.fileName.startsWith(`${cwd}/__cell_`)

  function current(): Program {
    program ??= build()
    return program
  }

  function resolve(specifier: string): string | undefined {
    const file = current().getSourceFile(importsPath)!
    const found = current().getResolvedModule(file, specifier, ts.ModuleKind.ESNext)
    return found?.resolvedModule?.resolvedFileName
  }

  function know(names: readonly string[]): void {
    const unknown = names.filter((name) => !specifiers.has(name))
    // What was missing may be there by now.
    const missing = names.some((name) => specifiers.has(name) && !isBuiltin(name) && !resolve(name))
    if (missing) resolutions.clear()
    if (unknown.length === 0 && !missing && nodes < NODES_A_CHECKER) return
    for (const name of unknown) specifiers.add(name)
    make(importsPath, [...specifiers].map((name) => `import ${JSON.stringify(name)}\n`).join(''))
    program = build()
  }

  function make(path: string, text: string): void {
    made.set(path, text)
    files.delete(path)
  }

  return {
    options,
    lowering,
    program: current,
    checker: () => current().getTypeChecker(),
    parse(text, scope) {
      const path = `${cwd}/__cell_${serial++}.ts`
      const file = ts.createSourceFile(
        path,
        text,
        {
          languageVersion: ts.ScriptTarget.ESNext,
          impliedNodeFormat: ts.ModuleKind.ESNext,
          setExternalModuleIndicator: (made) => {
            ;(made as unknown as { externalModuleIndicator: unknown }).externalModuleIndicator ??= true
          },
        },
        true,
        ts.ScriptKind.TS,
      ) as Scope
      file.path = path
      file.resolvedPath = path
      file.originalFileName = path
      file.imports = []
      file.moduleAugmentations = []
      file.ambientModuleNames = []
      know(importsOf(file))
      internals.bindSourceFile(file, options)
      if (scope) Object.assign(file, { parent: scope })
      nodes += (file as unknown as { nodeCount: number }).nodeCount
      return file
    },
    faults: (found) =>
      found.filter(({ code, category }) => {
        if (category !== ts.DiagnosticCategory.Error || LOWERED.includes(code)) return false
        return configured || code !== UNTYPED
      }),
    declareGlobals(cell) {
      if (!globals.take(cell, (name) => isBuiltin(name) || isTyped(resolve(name)))) return
      make(globalsPath, globals.augmentations())
      make(ambientPath, globals.ambient())
      program = build()
      // Their types are named as in the cell.
      Object.assign(program.getSourceFile(globalsPath)!, { parent: cell })
    },
    resolve,
    resolveFrom: (specifier, importer) =>
      ts.resolveModuleName(specifier, importer, options, host, resolutions).resolvedModule?.resolvedFileName,
    source(path) {
      const file = host.getSourceFile(path, parseOptions(path, options, host, resolutions))
      // Which gives each node its parent.
      if (file) internals.bindSourceFile(file, options)
      return file
    },
    readAhead(specifier) {
      const step = readAhead(specifier, importsPath, options, host, resolutions)
      return () => {
        if (specifiers.has(specifier)) return false
        if (step()) return true
        know([specifier])
        program?.getTypeChecker()
        return false
      }
    },
    documentation,
    forget() {
      program = undefined
    },
    refresh(paths) {
      let edited = false
      for (const path of paths) {
        const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
        if (times.has(path) && times.get(path) !== time) {
          files.delete(path)
          edited = true
        }
        times.set(path, time)
      }
      if (!edited) return false
      resolutions.clear()
      program = build()
      return true
    },
  }
}

/** `import(…)` or `require(…)`. */
const isImporting = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')

/** Specifiers of a file's static, dynamic and type imports. */
export function importsOf(file: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    )
      found.push(node.moduleSpecifier.text)
    else if (
      ts.isImportEqualsDeclaration(node) &&
      ts.isExternalModuleReference(node.moduleReference) &&
      ts.isStringLiteral(node.moduleReference.expression)
    )
      found.push(node.moduleReference.expression.text)
    else if (ts.isCallExpression(node) && isImporting(node.expression)) {
      const [argument] = node.arguments
      if (argument && ts.isStringLiteralLike(argument)) found.push(argument.text)
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    )
      found.push(node.argument.literal.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}
