import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Plugin } from 'esbuild'
import { codeDigest, sources } from '../code-digest.ts'
import { sha256 } from '../digest.ts'
import { InputError } from '../errors.ts'
import { isPackage } from '../fallback-resolution.ts'

/**
 * The identity of a method's module: SHA-256 in hexadecimal of its file and, where it imports others, of all that it
 * imports, directly or not, by their names: files beside it, packages, and `codeDigest` where timelab is among them.
 * What it reads otherwise, and imports whose names are computed, do not enter.
 * Throws an InputError where its imports cannot be followed.
 */
export async function methodDigest(file: string): Promise<string> {
  const entry = resolve(file)
  const folder = dirname(entry)
  let usesTimelab = false
  const follow: Plugin = {
    name: 'follow',
    setup(bundle) {
      bundle.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === 'asked' || kind === 'entry-point') return undefined
        if (isBuiltin(path)) return { external: true }
        const ask = (from: string) => bundle.resolve(path, { kind, resolveDir: from, pluginData: 'asked' })
        const own = path === 'timelab' ? undefined : await ask(resolveDir)
        const found = own?.errors.length === 0 || !isPackage(path) ? own : await ask(sources)
        if (path !== 'timelab' && !found?.path.startsWith(sources)) return found
        usesTimelab = true
        return { path: 'timelab', external: true }
      })
    },
  }
  // For who has a method of their own alone.
  const { build } = await import('esbuild')
  let inputs: readonly string[]
  try {
    const { metafile } = await build({
      entryPoints: [entry],
      absWorkingDir: folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
      plugins: [follow],
      loader: { '.node': 'empty', '.wasm': 'empty' },
      // As Node has it: what is imported is loaded, whether it is used or not.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    })
    inputs = Object.keys(metafile.inputs).map((name) => join(folder, name))
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n').slice(-1)
    throw new InputError(
      `What the method ${file} imports cannot be followed (${reason}): see to its imports.`,
    )
  }
  const own = sha256(readFileSync(entry))
  const imported = inputs
    .filter((path) => path !== entry)
    .map((path) => `${nameOf(path, folder)} ${sha256(readFileSync(path))}`)
    .sort()
  if (usesTimelab) imported.push(`timelab ${codeDigest()}`)
  return imported.length === 0 ? own : sha256([own, ...imported].join('\n'))
}

/** The same on every machine: a package's file below its package's place, any other from where the method lies. */
function nameOf(path: string, folder: string): string {
  const [, packaged] = /.*[\\/]node_modules[\\/](.*)$/.exec(path) ?? []
  return (packaged ?? relative(folder, path)).replaceAll(sep, '/')
}
