import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { InputError } from '../../src/errors.ts'
import { fileLimits, readText } from '../../src/files.ts'
import { parseJson } from '../../src/parse-json.ts'
import { internals } from './typescript.ts'

/** Reads a package's files before a cell imports it, one at each call; false once all are read. */
export type ReadAhead = () => boolean

/** A package that may import itself by its name, and the folder of its sources. */
export interface OwnPackage {
  readonly name: string
  readonly folder?: string
}

/** The package that a folder belongs to, where it has `exports`: a notebook of the project surely imports it. */
export function ownPackage(folder: string): OwnPackage | undefined {
  const path = join(folder, 'package.json')
  if (existsSync(path)) {
    const { name, exports } = ownFields(path)
    if (exports === undefined || typeof name !== 'string') return undefined
    const sources = JSON.stringify(exports).match(/"\.\/([^"/]+)\/[^"]*"/)?.[1]
    return { name, ...(sources !== undefined && { folder: join(folder, sources) }) }
  }
  return dirname(folder) === folder ? undefined : ownPackage(dirname(folder))
}

/** A package's name and exports; nothing where its package.json is damaged, which whoever imports from it is told. */
function ownFields(path: string): { readonly name?: unknown; readonly exports?: unknown } {
  try {
    const found = parseJson(readText(path, fileLimits.settings))
    return typeof found === 'object' && found !== null ? found : {}
  } catch (error) {
    if (error instanceof InputError) return {}
    throw error
  }
}

/** Parses and binds, into the host's files, what importing `specifier` from `from` would; whoever builds the program finds them there. */
export function readAhead(
  specifier: string,
  from: string,
  options: ts.CompilerOptions,
  host: ts.CompilerHost,
  cache: ts.ModuleResolutionCache,
): ReadAhead {
  const seen = new Set<string>()
  const left: string[] = []

  function add(name: string, importer: string): void {
    const { resolvedModule } = ts.resolveModuleName(
      name,
      importer,
      options,
      host,
      cache,
      undefined,
      ts.ModuleKind.ESNext,
    )
    const path = resolvedModule?.resolvedFileName
    if (path === undefined || seen.has(path) || !/\.[cm]?tsx?$/.test(path)) return
    seen.add(path)
    left.push(path)
  }

  add(specifier, from)
  return () => {
    const path = left.pop()
    if (path === undefined) return false
    const file = host.getSourceFile(path, parseOptions(path, options, host, cache))
    if (file) {
      const { importedFiles, referencedFiles } = ts.preProcessFile(file.text, true, false)
      for (const { fileName } of importedFiles) add(fileName, path)
      for (const { fileName } of referencedFiles)
        add(fileName.startsWith('.') ? fileName : `./${fileName}`, path)
      internals.bindSourceFile(file, options)
    }
    return true
  }
}

/** How the program itself would have a file parsed: the package around it says whether it is an ES module. */
export function parseOptions(
  path: string,
  options: ts.CompilerOptions,
  host: ts.CompilerHost,
  cache: ts.ModuleResolutionCache,
): ts.CreateSourceFileOptions {
  const format = internals.getImpliedNodeFormatForFileWorker(
    path,
    cache.getPackageJsonInfoCache(),
    host,
    options,
  )
  return {
    ...(typeof format === 'object' ? format : { impliedNodeFormat: format }),
    languageVersion: ts.ScriptTarget.ESNext,
    setExternalModuleIndicator: internals.getSetExternalModuleIndicator(options),
  } as ts.CreateSourceFileOptions
}
