import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'

/** The package that the kernel is part of. What is not found from a notebook's own folder is lent from here. */
export const HOME = fileURLToPath(new URL('../..', import.meta.url))

/** Whether a notebook that lies outside every project may import this: a package, no file and nothing of Node's own. */
export const isLent = (specifier: string): boolean =>
  !/^[./#]|^file:/.test(specifier) && !isBuiltin(specifier)
