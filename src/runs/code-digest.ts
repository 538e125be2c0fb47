import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { canonicalJson } from './canonical.ts'

const sources = fileURLToPath(new URL('..', import.meta.url))
const digests = new Map<string, string>()

/**
 * SHA-256 in hexadecimal of the code that decides what a picture is: every source file but the tests, by its path,
 * and the pinned versions of what it depends on. Two machines with the same one draw by the same code.
 */
export function codeDigest(folder: string = sources): string {
  const known = digests.get(folder)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(canonicalJson(packageJson.dependencies))
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
