import { isBuiltin, registerHooks } from 'node:module'

/** Whether a specifier names a package: no file, no URL, no import map's name, nothing of Node's own. */
export const isPackage = (specifier: string): boolean =>
  !/^([./#]|[a-z]+:)/i.test(specifier) && !isBuiltin(specifier)

let registered = false

/**
 * From now on a package that a module cannot find from where it lies is looked up from timelab: `timelab` itself and
 * what it depends on. A user's own module may so lie anywhere, as a notebook may. Packages of the user's come first.
 */
export function resolveFromTimelab(): void {
  if (registered) return
  registered = true
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (error) {
        if (!isPackage(specifier)) throw error
        try {
          return next(specifier, { ...context, parentURL: import.meta.url })
        } catch {
          throw error
        }
      }
    },
  })
}
