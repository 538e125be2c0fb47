import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type KernelSpec, readKernelSpec } from '../client/spec.ts'

/** This kernel in a folder of its own that lies in no project. */
export interface TestFolder {
  readonly spec: KernelSpec & { readonly cwd: string }
  readonly remove: () => void
}

/** Makes the folder. */
export function openTestFolder(): TestFolder {
  const cwd = mkdtempSync(join(tmpdir(), 'kernel-test-'))
  return {
    spec: { ...readKernelSpec(fileURLToPath(new URL('.', import.meta.url))), cwd },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  }
}
