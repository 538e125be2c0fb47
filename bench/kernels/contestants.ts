import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type KernelSpec, readKernelSpec } from '../../kernels/client/spec.ts'

/** A kernel that is measured, and what it asks of a cell where kernels differ. */
export interface Contestant {
  readonly name: string
  readonly spec: KernelSpec
  /** An expression that asks the reader for a line; none where the kernel has no way. */
  readonly askForLine?: string
  /** A cell that answers a comm of the target `probe` with `heard` whatever it hears; none where there is no way. */
  readonly listenToComm?: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where peers are installed and all kernels work: an ignored folder of the repository, with a package.json of its own. */
export const workFolder: string = join(root, 'out/peers')

const peers = { deno: '2.9.6', tslab: '1.0.22', zod: installedVersion('zod') }

/**
 * This repository's kernel, Deno's and stock tslab. The peers come from npm on the first call: stock tslab with the
 * TypeScript that it pins, which our own package.json overrides, and Deno's program as its package holds it.
 */
export function contestants(): readonly Contestant[] {
  installPeers()
  const deno = globSync(join(workFolder, 'node_modules/@deno/*/deno{,.exe}'))[0]
  if (!deno) throw new Error(`Deno's package holds no program for this machine: see ${workFolder}`)
  const tslab = join(workFolder, 'node_modules/tslab/bin/tslab')
  // As their own installers write it: neither names an interrupt mode, so Jupyter sends a signal.
  const peer = (displayName: string, argv: readonly string[]): KernelSpec => ({
    argv,
    displayName,
    language: 'typescript',
    interruptMode: 'signal',
    resourceDir: workFolder,
    cwd: workFolder,
  })
  const host = "(globalThis as any)[Symbol.for('timelab.notebook')]"
  return [
    {
      name: 'timelab',
      spec: { ...readKernelSpec(join(root, 'kernels/timelab')), cwd: workFolder },
      askForLine: `await ${host}.input('name? ')`,
      listenToComm:
        `${host}.onComm('probe', (comm: any) => comm.onMessage((message: any) => ` +
        `comm.send({ data: { heard: message.data } })))`,
    },
    {
      name: `Deno ${peers.deno}`,
      spec: peer('Deno', [deno, 'jupyter', '--kernel', '--conn', '{connection_file}']),
      askForLine: "prompt('name? ')",
    },
    {
      name: `tslab ${peers.tslab}`,
      spec: peer('TypeScript', [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}']),
    },
  ]
}

function installPeers(): void {
  const wanted = `${JSON.stringify({ private: true, dependencies: peers }, null, 2)}\n`
  const path = join(workFolder, 'package.json')
  if (existsSync(join(workFolder, 'node_modules/zod')) && readFileSync(path, 'utf8') === wanted) return
  mkdirSync(workFolder, { recursive: true })
  writeFileSync(path, wanted)
  // Neither peer needs its install script: the addon is prebuilt, and Deno's program lies in its platform's package.
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', flags, { cwd: workFolder, stdio: 'inherit', shell: process.platform === 'win32' })
}

function installedVersion(name: string): string {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
}
