import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { RunPageKeeper } from '../experiments/reproduce.ts'
import { writeFileAtomically } from '../files.ts'
import type { RunPage } from './page-data.ts'
import type { PageAnswer } from './page-worker.ts'
import { scriptOf } from './script-data.ts'

export interface KeepPageOptions {
  /** Called once, with the reason, where the page cannot be written; the run goes on. */
  readonly onProblem?: (reason: string) => void
  /** The least time between two writings, in milliseconds; 5000 by default. */
  readonly every?: number
  /** Called after each writing with its length, in milliseconds. */
  readonly onWritten?: (took: number) => void
}

/** Writing the page takes at most one part in so many of the run's time. */
const PART = 50
/** Ctrl-C leaves a process 900 ms. */
const PATIENCE = 400

/**
 * Writes the page of the run in `folder`, in a thread of its own, whenever it is refreshed, but not too often. Closed, it
 * writes a last time, once the run's folder is no longer locked. A run that was cut off is waited for briefly: where its page
 * takes longer, what is there only says that the run stopped.
 */
export function keepPage(
  folder: string,
  { onProblem, onWritten, every = 5000 }: KeepPageOptions = {},
): RunPageKeeper {
  const worker = new Worker(new URL(`./page-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: folder,
    // A program given by --eval has flags that a worker would refuse.
    execArgv: [],
  })
  worker.unref()
  let next = 0
  let told = false
  let working: Promise<void> | undefined
  const problem = ({ error, code }: { readonly error: string; readonly code?: string | undefined }) => {
    // The run reports a full disk itself.
    if (!told && code !== 'ENOSPC' && code !== 'EDQUOT') onProblem?.(error)
    told = true
  }
  const write = () => {
    working ??= ask(worker).then((answer) => {
      working = undefined
      if ('error' in answer) {
        problem(answer)
        next = performance.now() + PART * every
        return
      }
      next = performance.now() + Math.max(every, PART * answer.took)
      onWritten?.(answer.took)
    })
    return working
  }
  return {
    refresh() {
      if (!working && performance.now() >= next) void write()
    },
    async close(cutOff) {
      // One that is under way may have looked at the ledger before its last batch.
      const last = async () => {
        await working
        await write()
        return true
      }
      const whole = await (cutOff ? Promise.race([last(), sleep(PATIENCE, false, { ref: false })]) : last())
      // A writing that is given up here is no problem of the page's.
      told = true
      await worker.terminate()
      if (!whole) saysStopped(folder)
    },
  }
}

function ask(worker: Worker): Promise<PageAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: PageAnswer) => {
      worker.off('message', settle).off('error', failed).off('exit', exited)
      worker.unref()
      resolve(answer)
    }
    const failed = (error: unknown) =>
      settle({ error: error instanceof Error ? error.message : String(error) })
    const exited = () => settle({ error: 'its thread ended' })
    worker.on('message', settle).on('error', failed).on('exit', exited)
    // Whoever waits for the page must not be ended for want of other work.
    worker.ref()
    worker.postMessage('write')
  })
}

/** Changes the state alone of the page that is there, if there is one. */
function saysStopped(folder: string): void {
  const path = join(folder, 'view', 'run.js')
  try {
    const script = readFileSync(path, 'utf8')
    const page = JSON.parse(script.slice(script.indexOf('(') + 1, script.lastIndexOf(')'))) as RunPage
    const status = { ...page.status, state: 'stopped', toGo: null, written: new Date().toISOString() }
    writeFileAtomically(path, Buffer.from(scriptOf('timelabRun', { ...page, status })))
  } catch {
    // Without a page, or room for one, there is nothing to say it on.
  }
}
