import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../errors.ts'
import { resolveFromTimelab } from '../fallback-resolution.ts'
import { checkFile, fileLimits } from '../files.ts'
import type { EmbeddedPair } from './columns.ts'
import { type EditOptions, edit } from './edit.ts'
import type { EmbeddingMap } from './embedding-map.ts'
import { methodDigest } from './method-digest.ts'

/**
 * A way to edit, as a value: from embedded pairs of source and destination prompts (augmentations among them, where
 * the settings say so) to a map of text embeddings. Pure: it runs on every machine that draws, and the same pairs and
 * options must give the same map.
 */
export interface EditMethod {
  /** What tables call it. */
  readonly name: string
  edit(pairs: readonly EmbeddedPair[], options: EditOptions): EmbeddingMap
}

/** The paper's own (section 4). */
export const time: EditMethod = { name: 'TIME', edit }

/** What names a method of a user's own in every record: its name, and the digest of its module (`methodDigest`). */
export interface MethodIdentity {
  readonly name: string
  readonly sha256: string
}

/** A method with its identity. */
export interface LoadedMethod extends MethodIdentity {
  readonly edit: EditMethod['edit']
}

/**
 * Loads a method from a module whose default export is an `EditMethod`, wherever the module lies: `timelab` is found
 * from there. Throws an InputError that names the file where it cannot be read, fails to load, or exports no such thing.
 */
export async function loadMethod(file: string): Promise<LoadedMethod> {
  // Before the import, which would wait for a pipe and never end for some devices.
  checkFile(file, fileLimits.module)
  let loaded: { readonly default?: unknown }
  try {
    resolveFromTimelab()
    loaded = await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(
      `The method ${file} cannot be loaded (${reason}): give a module of JavaScript or TypeScript.`,
    )
  }
  const method = loaded.default
  if (!isMethod(method)) {
    throw new InputError(
      `${basename(file)} exports no method: its default export must be { name, edit(pairs, options) }.`,
    )
  }
  if (['baseline', 'oracle', time.name].includes(method.name)) {
    throw new InputError(
      `The method of ${basename(file)} is called "${method.name}", which tables have already: rename it.`,
    )
  }
  const sha256 = await methodDigest(file)
  return { name: method.name, sha256, edit: (pairs, options) => method.edit(pairs, options) }
}

function isMethod(value: unknown): value is EditMethod {
  if (typeof value !== 'object' || value === null) return false
  const { name, edit: solve } = value as Partial<EditMethod>
  return typeof name === 'string' && name !== '' && typeof solve === 'function'
}
