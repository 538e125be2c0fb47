import { setTimeout as sleep } from 'node:timers/promises'
import { InputError } from '../errors.ts'
import type { Perform } from './perform.ts'
import { closeRedis, type OnNotice, openRedis, persistentCalls, shownUrl } from './redis.ts'
import { type Drawer, misfits, type RunDescriptor } from './run-descriptor.ts'
import { type AnnouncedRun, announcedRuns } from './run-registry.ts'
import { type Service, serveRun } from './serve-run.ts'

export interface WorkerOptions {
  /** Of a Redis: `redis://:password@host:6379/1`. */
  readonly url: string
  /** What this worker draws and judges with. */
  readonly drawer: Drawer
  /** Makes what performs a run's batches. */
  readonly perform: (sampling: RunDescriptor['sampling']) => Perform
  /** Batches of a run at once. */
  readonly lanes: number
  /** Ends once no run has been there for so many seconds; waits for ever where it is left out. */
  readonly untilIdle?: number
  readonly signal?: AbortSignal
  /** Hears what the worker does, a sentence each. */
  readonly onNotice?: OnNotice
}

/** Between two looks for runs, in milliseconds. */
const LOOK = 1_000
/** What giving batches back may take. */
const LEAVE = 500

/**
 * Draws for the runs on a Redis, those there are and those that come, until `signal` is aborted, which gives back at
 * once what is under way. Of a run that it does not fit it never takes a batch.
 * Throws an InputError where no Redis answers to begin with, and, naming what differs, where there are runs and it
 * fits none of them, nor has fitted one before; an AbortError once `signal` is aborted.
 */
export async function serveRuns(options: WorkerOptions): Promise<void> {
  const { url, drawer, perform, lanes, untilIdle, signal, onNotice = () => {} } = options
  const redis = await openRedis(url, onNotice)
  const persist = persistentCalls(onNotice, signal)
  const serving = new Map<string, Service>()
  const leaving = new Set<string>()
  const told = new Set<string>()
  let useful = false
  let idleSince = performance.now()
  // The first of the signal's listeners: nothing more is taken once what is under way is given back.
  const endAll = () => Promise.all([...serving.values()].map((service) => service.end()))
  signal?.addEventListener('abort', () => void endAll(), { once: true })
  const leave = async (id: string, service: Service) => {
    leaving.add(id)
    const pictures = await service.end()
    leaving.delete(id)
    serving.delete(id)
    onNotice(`Run ${id} has ended; this worker drew ${pictures} of its pictures.`)
  }
  try {
    onNotice(`Waiting for runs at ${shownUrl(url)}.`)
    for (;;) {
      const announced = await persist(() => announcedRuns(redis))
      const { fitting, refusals } = sortOut(announced, drawer)
      const [refusal] = refusals
      useful ||= fitting.length > 0
      if (refusal !== undefined && !useful) throw new InputError(refusal)
      for (const each of refusals) if (!told.has(each)) onNotice(each)
      for (const each of refusals) told.add(each)

      const ids = new Set(fitting.map(({ id }) => id))
      for (const [id, service] of serving) if (!ids.has(id) && !leaving.has(id)) void leave(id, service)
      for (const run of fitting) {
        if (serving.has(run.id)) continue
        onNotice(`Drawing for run ${run.id} of ${run.host}.`)
        const settings = { redis, run, perform: perform(run.sampling), lanes, persist }
        serving.set(run.id, serveRun(signal ? { ...settings, signal } : settings))
      }
      if (serving.size > 0) idleSince = performance.now()
      if (untilIdle !== undefined && performance.now() - idleSince > 1000 * untilIdle) return
      await sleep(LOOK, undefined, signal ? { signal } : {})
    }
  } finally {
    // Where the Redis is gone, nothing can be given back: it goes to others once this worker is not heard of.
    await (signal?.aborted ? Promise.race([endAll(), sleep(LEAVE, undefined, { ref: false })]) : endAll())
    closeRedis(redis)
  }
}

/** The runs that a worker fits, and a sentence on each of the others. */
function sortOut(
  announced: readonly AnnouncedRun[],
  drawer: Drawer,
): { readonly fitting: readonly RunDescriptor[]; readonly refusals: readonly string[] } {
  const judged = announced.map(({ id, run }) => {
    const reasons = run ? misfits(run, drawer) : ['another version of timelab made it (install the same)']
    return { id, run, reasons }
  })
  return {
    fitting: judged.flatMap(({ run, reasons }) => (run && reasons.length === 0 ? [run] : [])),
    refusals: judged
      .filter(({ reasons }) => reasons.length > 0)
      .map(
        ({ id, run, reasons }) =>
          `This worker does not fit the run ${id}${run ? ` of ${run.host}` : ''}: ${reasons.join('; ')}.`,
      ),
  }
}
