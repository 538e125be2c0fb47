import { createRequire, registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { CompiledModule } from './compiled.ts'
import { isLent } from './lent.ts'
import { registerScript } from './traceback.ts'

/** `import()` as cells call it, and what `import.meta` is in them. */
export interface ImportModule {
  (specifier: string, options?: ImportCallOptions): Promise<unknown>
  readonly meta: {
    readonly url: string
    readonly filename: string
    readonly dirname: string
    resolve(specifier: string): string
  }
}

/** Imports of a notebook's cells: Node's own, but local modules as the compiler last made them. */
export interface ModuleLoader {
  readonly require: NodeJS.Require
  readonly importModule: ImportModule
  /** Takes modules that changed: the next import gives a new instance of each, and of nothing else. */
  update(modules: readonly CompiledModule[]): void
}

/** Marks what a cell imports, so that it is looked up from the notebook's folder. */
const FROM_CELL = 'timelab-cell:'
const formatOf = (url: string) => (/\.json\?v=\d+$/.test(url) ? 'json' : 'module')
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js']

/** The loader of the notebooks in `cwd`; `checkpoint` is called in the loops of local modules. One a process. */
export function createModuleLoader(cwd: string, checkpoint: () => void = () => {}): ModuleLoader {
  const base = join(resolve(cwd), 'cell.ts')
  const baseUrl = pathToFileURL(base).href
  const local = new Map<string, { readonly code: string; readonly version: number }>()
  let updates = 0
  Object.assign(globalThis, { [Symbol.for('timelab.checkpoint')]: checkpoint })

  /** The local module that a relative specifier means, with its version: Node keeps one instance a URL. */
  function find(specifier: string, parent: string): string | undefined {
    if (!/^\.\.?\//.test(specifier)) return undefined
    const path = resolve(dirname(parent), specifier)
    // A `.js` may stand for the `.ts` that it would be compiled from.
    const stems = [path, path.replace(/\.([cm]?)js$/, '.$1ts')]
    const found = stems
      .flatMap((stem) => ENDINGS.map((ending) => stem + ending))
      .find((name) => local.has(name))
    return found && `${pathToFileURL(found).href}?v=${local.get(found)!.version}`
  }

  registerHooks({
    resolve(specifier, context, next) {
      const fromCell = specifier.startsWith(FROM_CELL)
      const name = fromCell ? specifier.slice(FROM_CELL.length) : specifier
      const parentURL = fromCell ? baseUrl : context.parentURL
      const url = parentURL?.startsWith('file:') && find(name, fileURLToPath(parentURL))
      if (url) return { url, format: formatOf(url), shortCircuit: true }
      try {
        return next(name, { ...context, ...(parentURL !== undefined && { parentURL }) })
      } catch (error) {
        if (!fromCell || !isLent(name)) throw error
        return next(name, { ...context, parentURL: import.meta.url })
      }
    },
    load(url, context, next) {
      const module = url.includes('?v=') ? local.get(fileURLToPath(url)) : undefined
      if (!module) return next(url, context)
      registerScript(url, module.code)
      return { format: formatOf(url), source: module.code, shortCircuit: true }
    },
  })

  const require = createRequire(base)
  const importModule = (specifier: string, options?: ImportCallOptions) =>
    import(FROM_CELL + specifier, options) as Promise<unknown>
  const meta = {
    url: baseUrl,
    filename: base,
    dirname: dirname(base),
    resolve: (specifier: string) => import.meta.resolve(FROM_CELL + specifier),
  }
  return {
    require,
    importModule: Object.assign(importModule, { meta }),
    update(modules) {
      updates++
      for (const { path, code } of modules) local.set(path, { code, version: updates })
    },
  }
}
