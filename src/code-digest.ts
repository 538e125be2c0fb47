import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where timelab's own sources lie. */
export const sources = fileURLToPath(new URL('.', import.meta.url))
const digests = new Map<string, string>()

/**
 * SHA-256 in hexadecimal of the code that decides what a picture is: every source file but the tests, by its path,
 * and the versions of all packages that it depends on, as they are installed. Two machines with the same one draw by the
 * same code; Node's own version and the processor do not enter.
 */
export function codeDigest(folder: string = sources): string {
  const known = digests.get(folder)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(installedPackages().join('\n'))
  const files = globSync('**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'))
  const named = files.map((file) => [file.replaceAll(sep, '/'), join(folder, file)] as const)
  for (const [name, path] of named.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const content = readFileSync(path)
    hash.update(`\n${name} ${content.length}\n`).update(content)
  }
  const digest = hash.digest('hex')
  digests.set(folder, digest)
  return digest
}

/** The packages that timelab depends on, by name and version, and theirs in turn; those of one platform are left out. */
function installedPackages(): readonly string[] {
  const found = new Set<string>()
  const looked = new Set<string>()
  const look = (file: string) => {
    if (looked.has(file)) return
    looked.add(file)
    const {
      name,
      version,
      dependencies = {},
      optionalDependencies = {},
    } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly name: string
      readonly version: string
      readonly dependencies?: Readonly<Record<string, string>>
      readonly optionalDependencies?: Readonly<Record<string, string>>
    }
    found.add(`${name} ${version}`)
    for (const other of Object.keys(dependencies)) {
      const path = findPackageJSON(other, pathToFileURL(file))
      if (path !== undefined) look(path)
      else if (!Object.hasOwn(optionalDependencies, other)) found.add(`${other} is not installed`)
    }
  }
  look(join(sources, '..', 'package.json'))
  return [...found].sort()
}
