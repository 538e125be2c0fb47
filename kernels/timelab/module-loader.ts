import { statSync } from 'node:fs'
import { createRequire, Module, registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { CompiledModule, Compiler, ReachedModules } from './compiled.ts'
import { isLent } from './lent.ts'
import { refusalText } from './refusal.ts'
import { registerScript } from './traceback.ts'

/** `import()` as cells call it, and what `import.meta` is in them. */
export interface ImportModule {
  (specifier: string, options?: ImportCallOptions): Promise<unknown>
  readonly require: NodeJS.Require
  readonly meta: {
    readonly url: string
    readonly filename: string
    readonly dirname: string
    readonly main: boolean
    resolve(specifier: string): string
  }
}

/** Imports of a notebook's cells: Node's own, but local modules as the compiler last made them. */
export interface ModuleLoader {
  readonly importModule: ImportModule
  /** What `exports`, `require`, `module`, `__filename` and `__dirname` are in cells, in this order. */
  readonly commonJs: readonly unknown[]
  /** Takes what a cell reaches: the next import gives a new instance of each module that changed, and of nothing else. */
  update(reached: ReachedModules): void
}

/** Loaders of this process; a kernel has one. */
let loaders = 0
const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '/index.ts',
  '/index.js',
]

/**
 * The loader of the notebooks in `cwd`; `checkpoint` is called in the loops of local modules, and `reach` asks the compiler for
 * a file that no cell's own text named.
 */
export function createModuleLoader(
  cwd: string,
  checkpoint: () => void = () => {},
  reach: Compiler['reach'] = () => ({ local: [], modules: [] }),
): ModuleLoader {
  /** Marks what a cell imports, so that it is looked up from the notebook's folder. */
  const mark = `timelab-cell-${++loaders}:`
  const base = join(resolve(cwd), 'cell.ts')
  const baseUrl = pathToFileURL(base).href
  const local = new Map<string, CompiledModule & { readonly url: string }>()
  /** Paths that are as the compiler last saw them, in the latest cell. */
  const fresh = new Set<string>()
  let updates = 0
  Object.assign(globalThis, { [Symbol.for('timelab.checkpoint')]: checkpoint })

  function take({ local: paths, modules }: ReachedModules): void {
    updates++
    for (const module of modules) {
      local.set(module.path, { ...module, url: `${pathToFileURL(module.path).href}?v=${updates}` })
      delete require.cache[module.path]
    }
    for (const path of paths) fresh.add(path)
  }

  /** The local module that a path means, as it is now, if there is one. */
  function find(
    specifier: string,
    parent: string,
    fromLocal: boolean,
  ): (CompiledModule & { url: string }) | undefined {
    const named = /^\.{0,2}\//.test(specifier)
      ? specifier
      : specifier.startsWith('file:')
        ? pathOf(specifier)
        : undefined
    if (named === undefined) return undefined
    const path = resolve(dirname(parent), named)
    // A `.js` may stand for the `.ts` that it would be compiled from.
    const stems = [path, path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')]
    const names = stems.flatMap((stem) => ENDINGS.map((ending) => stem + ending))
    const found = names.find((name) => local.has(name) || (fromLocal && isFile(name)))
    if (found === undefined) return undefined
    if (fromLocal && !fresh.has(found)) {
      const reached = reach(found)
      if ('ok' in reached) throw new SyntaxError(refusalText(reached.diagnostics))
      take(reached)
    }
    return local.get(found)
  }

  /** The local module that a URL or a file name stands for. */
  const loaded = (url: string) => (url.startsWith('file:') ? local.get(fileURLToPath(url)) : undefined)

  registerHooks({
    resolve(specifier, context, next) {
      const fromCell = specifier.startsWith(mark)
      const name = fromCell ? specifier.slice(mark.length) : specifier
      const parentURL = fromCell ? baseUrl : context.parentURL
      const parent = parentURL?.startsWith('file:') ? fileURLToPath(parentURL) : undefined
      const own = parent !== undefined && (parent === base || local.has(parent))
      if (parent !== undefined) {
        const found = find(name, parent, own)
        if (found) return { url: found.url, format: found.format, shortCircuit: true }
      }
      try {
        return next(name, { ...context, ...(parentURL !== undefined && { parentURL }) })
      } catch (error) {
        if (!own || !isLent(name)) throw error
        return next(name, { ...context, parentURL: import.meta.url })
      }
    },
    load(url, context, next) {
      const module = url.includes('?v=') ? loaded(url) : undefined
      if (!module) return next(url, context)
      registerScript(module.format === 'commonjs' ? module.path : url, module.code)
      return { format: module.format, source: module.code, shortCircuit: true }
    },
  })

  const require = createRequire(base)
  const importModule = (specifier: string, options?: ImportCallOptions) =>
    import(mark + specifier, options ?? attributesOf(specifier)) as Promise<unknown>
  const meta = {
    url: baseUrl,
    filename: base,
    dirname: dirname(base),
    main: true,
    resolve: (specifier: string) => import.meta.resolve(mark + specifier),
  }
  const module = new Module(base)
  return {
    importModule: Object.assign(importModule, { meta, require }),
    commonJs: [module.exports, Object.assign(require, { main: module }), module, base, dirname(base)],
    update(reached) {
      fresh.clear()
      take(reached)
    },
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}

/** Node wants to be told that a file is JSON. */
const attributesOf = (specifier: string): ImportCallOptions | undefined =>
  /\.json$/.test(specifier) ? { with: { type: 'json' } } : undefined
