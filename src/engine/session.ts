import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SessionAnswer, SessionInputs, SessionOrder, SessionOutputs } from './session-worker.ts'

/** An ONNX Runtime session in a worker thread: one call at a time. */
export interface Session {
  /**
   * Copies the inputs before it returns, but for those in shared memory, which must stay as they are until it settles.
   * Rejects with an Error where ONNX Runtime fails or the worker ends.
   */
  run(inputs: SessionInputs): Promise<SessionOutputs>
  /** Whether its worker still runs. */
  alive(): boolean
  close(): Promise<void>
}

/**
 * Starts a worker and opens the session in it. The worker keeps the process alive during its start and its calls
 * only. Throws an Error with ONNX Runtime's message where it cannot open the model.
 */
export async function openSession({ model, options }: Omit<SessionOrder, 'busy'>): Promise<Session> {
  const busy = new Int32Array(new SharedArrayBuffer(4))
  const workerData: SessionOrder = { model, options, busy: busy.buffer }
  begin(busy)
  const worker = new Worker(new URL(`./session-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
    // A program given by --eval has flags that a worker would refuse.
    execArgv: [],
  })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let alive = true
  let settle: ((answer: SessionAnswer) => void) | undefined
  const answered = () => {
    worker.ref()
    return new Promise<SessionAnswer>((resolve) => {
      settle = resolve
    })
  }
  const finish = (answer: SessionAnswer) => {
    end(busy)
    worker.unref()
    settle?.(answer)
    settle = undefined
  }
  worker.on('message', finish)
  worker.on('error', (error) => finish({ error: String(error) }))
  worker.on('exit', () => {
    alive = false
    finish({ error: 'the session has ended' })
  })

  const started = await answered()
  if ('error' in started) throw new Error(started.error)
  let memory = new SharedArrayBuffer(0)
  return {
    alive: () => alive,
    async run(inputs) {
      if (!alive) throw new Error('the session has ended')
      const needed = Object.values(inputs).reduce(
        (total, { data }) => total + (isShared(data) ? 0 : data.byteLength),
        0,
      )
      if (memory.byteLength < needed) memory = new SharedArrayBuffer(needed)
      begin(busy)
      worker.postMessage(layOut(inputs, memory))
      const answer = await answered()
      if ('error' in answer) throw new Error(answer.error)
      return answer.outputs ?? {}
    },
    async close() {
      if (!alive) return
      worker.ref()
      worker.postMessage('close')
      await exited
    },
  }
}

function layOut(inputs: SessionInputs, memory: SharedArrayBuffer): SessionInputs {
  let offset = 0
  const shared: Record<string, SessionInputs[string]> = {}
  for (const [name, { data, shape }] of Object.entries(inputs)) {
    if (isShared(data)) {
      shared[name] = { data, shape }
      continue
    }
    const copy =
      data instanceof Int32Array
        ? new Int32Array(memory, offset, data.length)
        : new Float32Array(memory, offset, data.length)
    copy.set(data)
    shared[name] = { data: copy, shape }
    offset += data.byteLength
  }
  return shared
}

/** Whether a worker sees the array's memory as it is: what every step reads again is put there once. */
export const isShared = (data: Float32Array | Int32Array): boolean => data.buffer instanceof SharedArrayBuffer

/** Sessions with ONNX Runtime at work. */
const working = new Set<Int32Array>()

/*
 * A thread that ends inside ONNX Runtime takes the process down with `terminate called after throwing an instance of
 * 'Napi::Error'`, so a process that exits waits for the calls that have begun.
 */
process.on('exit', () => {
  for (const busy of working) Atomics.wait(busy, 0, 1, 60_000)
})

function begin(busy: Int32Array): void {
  Atomics.store(busy, 0, 1)
  working.add(busy)
}

function end(busy: Int32Array): void {
  Atomics.store(busy, 0, 0)
  working.delete(busy)
}
