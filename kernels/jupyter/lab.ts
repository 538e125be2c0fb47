import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { JupyterHome } from './python.ts'

/** A JupyterLab server of its own, on the loopback address, without a token. */
export interface Lab {
  /** Of the server, with a slash at its end. */
  readonly url: string
  readonly pid: number
  /** Shuts all kernels down, each of which holds a model in memory. */
  readonly shutKernels: () => Promise<void>
  /** Ends the server and its kernels. */
  readonly close: () => Promise<void>
}

/** Settings that a reader would click away once: nothing may pop up or call anybody. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  'apputils-extension/notification': { fetchNews: 'false', checkForUpdates: false, doNotDisturbMode: true },
  'completer-extension/manager': { showDocumentationPanel: true },
}

/** Starts JupyterLab in a home's folder and waits until it serves. Throws with its last words where it does not. */
export async function startLab(home: JupyterHome): Promise<Lab> {
  const settings = join(home.folder, '.jupyter', 'settings')
  for (const [plugin, values] of Object.entries(SETTINGS)) {
    const file = join(settings, '@jupyterlab', `${plugin}.jupyterlab-settings`)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, JSON.stringify(values))
  }
  const options = [
    ...['--no-browser', '--ServerApp.ip=127.0.0.1', `--ServerApp.port=${await freePort()}`],
    ...['--IdentityProvider.token=', '--ServerApp.password=', '--ServerApp.disable_check_xsrf=True'],
    ...['--ServerApp.allow_root=True', '--ServerApp.terminals_enabled=False', '--LabApp.collaborative=False'],
    ...[`--ServerApp.root_dir=${home.folder}`, '--LabApp.extension_manager=readonly'],
  ]
  const server = spawn(home.python, ['-m', 'jupyterlab', ...options], {
    cwd: home.folder,
    env: { ...home.env, JUPYTERLAB_SETTINGS_DIR: settings },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let said = ''
  server.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  const gone = new Promise<void>((done) => server.once('close', () => done()))
  const kill = (name: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return
    try {
      process.kill(-server.pid!, name)
    } catch {} // already gone
  }
  const atExit = () => kill('SIGKILL')
  process.once('exit', atExit)
  const close = async () => {
    // It shuts its kernels down by itself.
    kill('SIGTERM')
    const timer = setTimeout(kill, 10_000, 'SIGKILL')
    await gone
    clearTimeout(timer)
    process.off('exit', atExit)
  }

  const runtime = String(home.env.JUPYTER_RUNTIME_DIR)
  for (const end = Date.now() + 60_000; Date.now() < end && server.exitCode === null; await pause(100)) {
    const url = urlIn(runtime, server.pid!)
    if (url && (await fetch(`${url}api/status`).catch(() => undefined))?.ok)
      return { url, pid: server.pid!, shutKernels: () => shutKernels(url), close }
  }
  await close()
  throw new Error(`JupyterLab did not start: ${said}`)
}

async function shutKernels(url: string): Promise<void> {
  const sessions: readonly { readonly id: string }[] = await (await fetch(`${url}api/sessions`)).json()
  for (const { id } of sessions) await fetch(`${url}api/sessions/${id}`, { method: 'DELETE' })
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/** The address that a server wrote down once it knew it: another port where the one asked for was taken. */
function urlIn(folder: string, pid: number): string | undefined {
  try {
    const name = readdirSync(folder).find((file) => file === `jpserver-${pid}.json`)
    return name && JSON.parse(readFileSync(join(folder, name), 'utf8')).url
  } catch {
    return undefined
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
