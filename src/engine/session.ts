import { Worker } from 'node:worker_threads'
import type { SessionAnswer, SessionCall, SessionSetup } from './session-messages.ts'

/** An input of one call. */
export interface SessionInput {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array
}

/** An ONNX Runtime session in a worker thread, which `run` blocks while this thread stays free. */
export interface Session {
  /** Resolves once the model is loaded; throws what ONNX Runtime says where it cannot be. */
  ready(): Promise<void>
  /**
   * One call at a time. Rejects at once where `signal` aborts; the worker finishes that call for itself, because
   * ending a worker inside ONNX Runtime brings the whole process down, and the next call waits for it.
   */
  run(inputs: readonly SessionInput[], signal?: AbortSignal): Promise<NonNullable<SessionAnswer['outputs']>>
  /** Waits for a call in flight, then ends the worker. */
  close(): Promise<void>
}

interface Started {
  readonly worker: Worker
  readonly ready: Promise<void>
  /** What the worker holds under each input's name. */
  readonly sent: Map<string, Float32Array | Int32Array>
}

/** Makes a session that starts its worker when it is first needed. */
export function createSession(setup: SessionSetup): Session {
  let started: Started | undefined
  let calls = 0
  let inFlight: Promise<unknown> = Promise.resolve()
  const waiting = new Map<number, (answer: SessionAnswer) => void>()

  function start(): Started {
    const worker = new Worker(new URL('./session-worker.ts', import.meta.url), { workerData: setup })
    // Only a call in flight keeps the process alive.
    worker.unref()
    const fail = (error: string) => {
      for (const [id, settle] of [...waiting]) settle({ id, error })
      if (started?.worker === worker) started = undefined
    }
    worker.on('message', (answer: SessionAnswer) => waiting.get(answer.id)?.(answer))
    worker.on('error', (error) => fail(error.message))
    worker.on('exit', () => fail('the session was ended'))
    const ready = answerTo(worker, 0).then(({ error }) => {
      if (error !== undefined) throw new Error(error)
    })
    ready.catch(() => {})
    return { worker, ready, sent: new Map() }
  }

  function answerTo(worker: Worker, id: number): Promise<SessionAnswer> {
    worker.ref()
    return new Promise((resolve) => {
      waiting.set(id, (answer) => {
        waiting.delete(id)
        worker.unref()
        resolve(answer)
      })
    })
  }

  async function end(): Promise<void> {
    const ended = started
    started = undefined
    await inFlight
    await ended?.worker.terminate()
  }

  return {
    ready() {
      started ??= start()
      return started.ready
    },
    async run(inputs, signal) {
      signal?.throwIfAborted()
      started ??= start()
      const { worker, ready, sent } = started
      await ready
      signal?.throwIfAborted()
      const id = ++calls
      const call: SessionCall = {
        id,
        inputs: inputs.map(({ name, shape, data }) =>
          sent.get(name) === data ? { name, shape } : { name, shape, data },
        ),
      }
      for (const { name, data } of inputs) sent.set(name, data)
      const answered = answerTo(worker, id)
      inFlight = answered
      worker.postMessage(call)
      const { outputs, error } = await orAbort(answered, signal)
      if (!outputs) throw new Error(error ?? 'the session gave no answer')
      return outputs
    },
    close: end,
  }
}

/** Rejects as soon as `signal` aborts. */
async function orAbort<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
