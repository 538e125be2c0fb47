import { type ChildProcess, spawn } from 'node:child_process'
import type { KernelSpec } from './spec.ts'

/** A kernel's process, with all that it starts in a group of its own. */
export interface KernelProcess {
  readonly pid: number
  /** Resolves once the process is gone, to a sentence that says how it went and its last words. */
  readonly gone: Promise<string>
  readonly signal: (name: NodeJS.Signals) => void
}

/** Starts a kernel on a connection file. Its process group is killed where this process ends first. */
export function startProcess(spec: KernelSpec, connectionFile: string): KernelProcess {
  const places = { '{connection_file}': connectionFile, '{resource_dir}': spec.resourceDir }
  const argv = spec.argv.map((part) =>
    part.replace(/\{connection_file\}|\{resource_dir\}/g, (place) => places[place as keyof typeof places]),
  )
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd: spec.cwd,
    // By which a kernel notices that this process was killed.
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let running = true
  const signal = (name: NodeJS.Signals) => {
    // An id that is free again may be another's.
    if (!running) return
    try {
      process.kill(-child.pid!, name)
    } catch {} // already gone
  }
  const atExit = () => signal('SIGKILL')
  process.once('exit', atExit)
  const said = lastWords(child)
  const gone = new Promise<string>((done) => {
    child.once('error', (error) => done(`the kernel ${argv[0]} could not be started (${error.message})`))
    child.once('close', (code, by) =>
      done(`the kernel's process ended (${by ? `signal ${by}` : `exit code ${code}`})${said()}`),
    )
  })
  void gone.then(() => {
    running = false
    process.off('exit', atExit)
  })
  return { pid: child.pid ?? -1, gone, signal: (name) => child.pid && signal(name) }
}

function lastWords(child: ChildProcess): () => string {
  let tail = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      tail = (tail + chunk).slice(-2000)
    })
  return () => (tail.trim() === '' ? '' : `; its last words: ${tail.trim()}`)
}
