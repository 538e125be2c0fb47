import { isShared, type Session } from './session.ts'
import type { SessionInputs, SessionOutputs } from './session-worker.ts'

/** Some sessions over one model; each call goes to a free one, and calls wait their turn in order. */
export interface SessionPool {
  /**
   * Rejects with the signal's reason as soon as it is aborted. ONNX Runtime cannot be stopped inside a call: one that
   * has begun runs on, its result is dropped, and its session is taken up again afterwards.
   */
  run(inputs: SessionInputs, signal?: AbortSignal): Promise<SessionOutputs>
  /** Rejects the calls that wait, lets those that have begun finish, and ends the sessions. */
  close(): Promise<void>
}

interface Job {
  readonly inputs: SessionInputs
  readonly resolve: (outputs: SessionOutputs) => void
  readonly reject: (reason: unknown) => void
}

/** Opens the first session at once, so that faults show, and the others, up to `size`, when calls overlap. */
export async function openSessionPool(open: () => Promise<Session>, size: number): Promise<SessionPool> {
  const first = await open()
  const all = new Set([first])
  const free = [first]
  const waiting: Job[] = []
  const underway = new Set<Promise<void>>()
  let opening = 0
  let closed = false

  const track = (work: Promise<void>) => {
    underway.add(work)
    void work.finally(() => underway.delete(work))
  }
  const perform = async (session: Session, { inputs, resolve, reject }: Job) => {
    try {
      resolve(await session.run(inputs))
    } catch (error) {
      reject(error)
    }
    if (session.alive()) release(session)
    else {
      all.delete(session)
      if (waiting.length > 0 && all.size + opening < size) track(grow())
    }
  }
  const release = (session: Session) => {
    const next = waiting.shift()
    if (next) track(perform(session, next))
    else free.push(session)
  }
  const grow = async () => {
    opening++
    try {
      const session = await open()
      all.add(session)
      release(session)
    } catch (error) {
      waiting.shift()?.reject(error)
    } finally {
      opening--
    }
  }

  return {
    async run(inputs, signal) {
      if (closed) throw new Error('this function is closed')
      signal?.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<SessionOutputs>()
      const session = free.pop()
      const job: Job = { inputs: session ? inputs : copyOf(inputs), resolve, reject }
      if (session) track(perform(session, job))
      else {
        waiting.push(job)
        if (all.size + opening < size) track(grow())
      }
      const abort = () => {
        const place = waiting.indexOf(job)
        if (place >= 0) waiting.splice(place, 1)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort)
      try {
        return await promise
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    async close() {
      closed = true
      for (const { reject } of waiting.splice(0))
        reject(new Error('this function was closed before the call began'))
      while (underway.size > 0) await Promise.all(underway)
      await Promise.all([...all].map((session) => session.close()))
      all.clear()
      free.length = 0
    },
  }
}

/** Of what a call that has to wait was given, because its arrays are the caller's again once `run` has returned. */
function copyOf(inputs: SessionInputs): SessionInputs {
  const copies = Object.entries(inputs).map(
    ([name, { data, shape }]) => [name, { data: isShared(data) ? data : data.slice(), shape }] as const,
  )
  return Object.fromEntries(copies)
}
