import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** How a command ended, what it said, and how long it took to end once interrupted, in milliseconds. */
export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly waited: number
}

interface RunOptions {
  /** Ended after so long. */
  readonly seconds?: number
  /** Ctrl-C is pressed, once, when what was said on standard error calls for it. */
  readonly interruptWhen?: (err: string) => boolean
}

/** Runs a command of timelab in `folder`. */
export function runTimelab(
  folder: string,
  args: readonly string[],
  { seconds = 120, interruptWhen = () => false }: RunOptions = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, timeout: 1000 * seconds })
  let [out, err, interrupted] = ['', '', 0]
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
    if (interrupted === 0 && interruptWhen(err)) {
      interrupted = performance.now()
      child.kill('SIGINT')
    }
  })
  return new Promise((done) => {
    child.on('close', (code) =>
      done({ code, out, err, waited: interrupted && performance.now() - interrupted }),
    )
  })
}
