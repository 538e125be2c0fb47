import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { fileLimits, makeFolder, readText } from '../files.ts'

/** The kernel's own folder, with its kernel.json, its logos and what it is started by. */
export const kernelFolder: string = fileURLToPath(new URL('../../kernels/timelab', import.meta.url))

/** Where Jupyter looks for kernels: an environment's, by its prefix, or else the user's own. */
export function kernelsFolder(
  prefix?: string,
  { env, platform }: Pick<NodeJS.Process, 'env' | 'platform'> = process,
): string {
  if (prefix !== undefined) return join(prefix, 'share', 'jupyter', 'kernels')
  return join(env.JUPYTER_DATA_DIR || dataFolder(env, platform), 'kernels')
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Jupyter')
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'jupyter')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter')
}

/**
 * Writes a kernel's description into `kernels`, by absolute paths: of this Node and this copy of timelab. What was
 * installed there before is replaced, in one step. Returns its folder. Throws an InputError where the name is none, another
 * kernel has it, or the folder cannot be written.
 */
export function installKernel(kernels: string, name: string): string {
  const folder = ownFolder(kernels, name)
  makeFolder(kernels)
  const beside = (what: string) => join(kernels, `.${name}.${process.pid}.${what}`)
  const [made, old] = [beside('new'), beside('old')]
  try {
    cpSync(kernelFolder, made, { recursive: true, filter: (path) => !/\.(ts|js|txt)$/.test(path) })
    const description = JSON.parse(readFileSync(join(kernelFolder, 'kernel.json'), 'utf8'))
    const argv = [process.execPath, join(kernelFolder, 'start.js'), '{connection_file}']
    writeFileSync(join(made, 'kernel.json'), `${JSON.stringify({ ...description, argv }, null, 2)}\n`)
    if (existsSync(folder)) renameSync(folder, old)
    renameSync(made, folder)
  } catch (error) {
    if (!existsSync(folder) && existsSync(old)) renameSync(old, folder)
    throw new InputError(
      `The kernel cannot be written to ${folder} (${(error as Error).message}): choose a --prefix that can be.`,
    )
  } finally {
    for (const left of [made, old]) rmSync(left, { recursive: true, force: true })
  }
  return folder
}

/** Removes what `installKernel` wrote; false where there is nothing. Throws an InputError where another kernel has the name. */
export function uninstallKernel(kernels: string, name: string): boolean {
  const folder = ownFolder(kernels, name)
  if (!existsSync(folder)) return false
  try {
    rmSync(folder, { recursive: true })
  } catch (error) {
    throw new InputError(`${folder} cannot be removed (${(error as Error).message}): remove it by hand.`)
  }
  return true
}

/** The folder of a kernel of ours, there or not. */
function ownFolder(kernels: string, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw new InputError(
      `--name ${name}: Jupyter takes letters, digits, dots, hyphens and underscores: choose such a name.`,
    )
  // Jupyter's names know no case, though a disk's may.
  const taken = existsSync(kernels) ? readdirSync(kernels) : []
  const folder = join(kernels, taken.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name)
  if (existsSync(folder) && !isOurs(folder))
    throw new InputError(`${folder} is another kernel's: choose another --name.`)
  return folder
}

function isOurs(folder: string): boolean {
  try {
    const { argv } = JSON.parse(readText(join(folder, 'kernel.json'), fileLimits.settings))
    return /[\\/]kernels[\\/]timelab[\\/]start\.js$/.test(String(argv[1]))
  } catch {
    return false
  }
}
