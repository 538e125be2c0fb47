import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { resolve, sep } from 'node:path'

const opened = new Set<string>()
let watching = false

/**
 * Records from now on every file that this process opens through `node:fs`. What is to be watched must be imported after
 * this is called, and what native code opens by itself is not seen.
 */
export function watchFiles(): void {
  if (watching) return
  watching = true
  const all = fs as unknown as Record<string, (...values: unknown[]) => unknown>
  const promises = fs.promises as unknown as typeof all
  for (const [owner, names] of [
    [all, ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream']],
    [promises, ['open', 'readFile']],
  ] as const) {
    for (const name of names) {
      const original = owner[name]
      if (!original) throw new Error(`node:fs has no ${name}`)
      owner[name] = (...values) => {
        const [path] = values
        if (typeof path === 'string' || path instanceof URL) opened.add(resolve(String(path)))
        return original.apply(owner, values)
      }
    }
  }
  syncBuiltinESMExports()
}

/** Files below a folder that were opened, by their paths from there. */
export const openedIn = (folder: string): readonly string[] =>
  [...opened]
    .filter((path) => path.startsWith(folder + sep))
    .map((path) => path.slice(folder.length + 1))
    .sort()
