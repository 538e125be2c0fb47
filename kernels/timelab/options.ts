import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Lowering } from './lower.ts'

/** Options that are for code that is kept, not for a notebook; and what running a cell settles. */
const NOTEBOOK: ts.CompilerOptions = {
  noEmit: true,
  // A JSX runtime would be imported by every file otherwise.
  jsx: ts.JsxEmit.Preserve,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  target: ts.ScriptTarget.ESNext,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  verbatimModuleSyntax: false,
  erasableSyntaxOnly: false,
  declaration: false,
  composite: false,
  incremental: false,
}

/** For a notebook that lies in no project: Node's types are the kernel's own, and JavaScript is read as it is. */
const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  allowJs: true,
  lib: ['lib.esnext.d.ts'],
  types: ['node'],
  typeRoots: [dirname(dirname(createRequire(import.meta.url).resolve('@types/node/package.json')))],
}

/** What governs the notebooks of a folder. */
export interface NotebookOptions {
  readonly options: ts.CompilerOptions
  readonly lowering: Lowering
  /** Whether a tsconfig.json says so, which then also says whether JavaScript without types may be imported. */
  readonly configured: boolean
}

/** The options of a folder's notebooks: those of the tsconfig.json in `project`, or of the nearest one upwards. */
export function readOptions(cwd: string, project: string | undefined): NotebookOptions {
  const path = project
    ? join(project, 'tsconfig.json')
    : ts.findConfigFile(cwd, ts.sys.fileExists, 'tsconfig.json')
  if (path === undefined || !ts.sys.fileExists(path))
    return { options: { ...DEFAULTS, ...NOTEBOOK }, lowering: loweringOf({}), configured: false }
  const { config } = ts.readConfigFile(path, ts.sys.readFile)
  // The files of the project are not listed: a cell's imports say which are needed.
  const host = { ...ts.sys, readDirectory: () => [] }
  const { options } = ts.parseJsonConfigFileContent(config, host, dirname(path), undefined, path)
  const { configFilePath: _, rootDir: __, outDir: ___, jsxImportSource: ____, ...kept } = options
  return { options: { ...kept, ...NOTEBOOK }, lowering: loweringOf(options), configured: true }
}

/** JSX that was to be left as it is becomes calls of React's, as TypeScript's own default is. */
function loweringOf(options: ts.CompilerOptions): Lowering {
  const { jsx = ts.JsxEmit.React } = options
  const isKept = jsx === ts.JsxEmit.Preserve || jsx === ts.JsxEmit.ReactNative
  const named = ['jsxFactory', 'jsxFragmentFactory', 'jsxImportSource'] as const
  const flags = ['experimentalDecorators', 'emitDecoratorMetadata', 'useDefineForClassFields'] as const
  const said = [...named, ...flags].filter((name) => options[name] !== undefined)
  return {
    jsx: isKept || jsx === ts.JsxEmit.None ? ts.JsxEmit.React : jsx,
    ...Object.fromEntries(said.map((name) => [name, options[name]])),
  }
}
