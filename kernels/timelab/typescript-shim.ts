import { createRequire, Module } from 'node:module'
import ts from 'typescript'

/**
 * Loads a part of tslab over the project's own TypeScript, in place of the fork that tslab names: one compiler in memory,
 * loaded once. `load` gets a `require` that stands beside this file.
 */
export function withTslabTypeScript<T>(load: (require: NodeJS.Require) => T): T {
  const require = createRequire(import.meta.url)
  const wanted = createRequire(require.resolve('tslab')).resolve('@tslab/typescript-for-tslab')
  const stand = new Module(wanted)
  // A copy, because tslab sets a property of `sys` and re-exports what it finds.
  stand.exports = { ...ts, sys: { ...ts.sys } }
  stand.loaded = true
  require.cache[wanted] = stand
  return load(require)
}
