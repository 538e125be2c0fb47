import { join, resolve } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../src/errors.ts'
import { fileLimits, readText } from '../../src/files.ts'

/** How a kernel is started: `argv` with the placeholders `{connection_file}` and `{resource_dir}`. */
export interface KernelSpec {
  readonly argv: readonly string[]
  /** Set on top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** The kernel's working folder: by default this process's. */
  readonly cwd?: string
  /** The folder of kernel.json. */
  readonly resourceDir: string
  /** Whether an interrupt is a message on the control channel or a SIGINT. */
  readonly interruptMode: 'message' | 'signal'
  readonly language: string
  readonly displayName: string
}

const file = z.object({
  argv: z.array(z.string()).min(1),
  display_name: z.string(),
  language: z.string(),
  interrupt_mode: z.enum(['message', 'signal']).default('signal'),
  env: z.record(z.string(), z.string()).default({}),
})

/** Reads the kernel.json of a folder. Throws `InputError` where there is none, or it is no kernel's. */
export function readKernelSpec(folder: string): KernelSpec {
  const path = join(folder, 'kernel.json')
  let read: z.infer<typeof file>
  try {
    read = file.parse(JSON.parse(readText(path, fileLimits.settings)))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new InputError(`${path} is no kernel's description (${reason}): name a folder with a kernel.json`)
  }
  return {
    argv: read.argv,
    env: read.env,
    resourceDir: resolve(folder),
    interruptMode: read.interrupt_mode,
    language: read.language,
    displayName: read.display_name,
  }
}
