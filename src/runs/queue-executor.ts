import { setTimeout as sleep } from 'node:timers/promises'
import { InputError } from '../errors.ts'
import { batchId, decodeWork } from './batch-message.ts'
import type { Executor } from './executor.ts'
import { closeRedis, type OnNotice, openRedis, persistentCalls, shownUrl } from './redis.ts'
import type { RunDescriptor } from './run-descriptor.ts'
import { openRunQueue, type RunQueue } from './run-queue.ts'
import { announceRun } from './run-registry.ts'
import { failureOf } from './serve-run.ts'
import type { Unit } from './unit.ts'

export interface QueueExecutorOptions {
  /** Of a Redis: `redis://:password@host:6379/1`. */
  readonly url: string
  readonly run: RunDescriptor
  /** Batches that lie on the Redis at once: more than all workers together are at. */
  readonly window?: number
  /** Hears, once each time, that no worker is there and that the Redis is gone or back. */
  readonly onNotice?: OnNotice
}

/** Between two looks for results, and between two surveys of all jobs, in milliseconds. */
const LOOK = 200
const SURVEY = 1_000
/** No worker for so long is worth a word. */
const ALONE = 5_000
/** What taking leave of a Redis may cost, in a hurry and at a run's end. */
const LEAVE = 500
const TIDY = 5_000

/**
 * Has workers draw a run's batches (`serveRuns`, `timelab worker`), wherever they are. It survives that workers are
 * killed, come late or leave, and that the Redis goes away and comes back, with its data or without: every second it
 * gives again whatever it waits for and the Redis does not know. A unit is yielded once, however often it was drawn.
 * `execute` throws an InputError where no Redis answers to begin with, and the workers' error where a batch fails
 * time after time.
 */
export function createQueueExecutor(options: QueueExecutorOptions): Executor {
  const { url, run, window = 256, onNotice = () => {} } = options
  return {
    async *execute(batches, signal) {
      const open = new Map(batches.map((batch) => [batchId(batch), batch]))
      const missing = new Set(batches.flat().map(({ key }) => key))
      const redis = await openRedis(url, onNotice)
      const queue = openRunQueue(redis, run.id)
      const persist = persistentCalls(onNotice, signal)
      const start = `timelab worker --queue ${shownUrl(url)}`
      const crew = watchCrew(() =>
        onNotice(`No worker is there: start one on any machine with \`${start}\`.`),
      )
      const announcement = announceRun(redis, run)
      let surveyed = Number.NEGATIVE_INFINITY
      let finished = false
      try {
        await persist(() => announcement.announce())
        await persist(() => queue.prepare())
        while (open.size > 0) {
          if (announcement.lost()) {
            throw new InputError('Another process has taken this run over: let one alone work on it.')
          }
          if (performance.now() - surveyed > SURVEY) {
            const { busy, failed } = await persist(() => fill(queue, open, window))
            if (failed !== undefined) throw failureOf(await persist(() => queue.failure(failed)))
            crew.saw(busy)
            surveyed = performance.now()
          }
          for (const id of await persist(() => queue.ready())) {
            const text = await persist(() => queue.result(id))
            if (text === null) continue
            const work = decodeWork(text)
            const outcomes = work.outcomes.filter(({ key }) => missing.delete(key))
            if (outcomes.length > 0) yield { ...work, outcomes }
            // Only now that it is recorded: a coordinator that dies before finds it again.
            await persist(() => queue.dropResult(id))
            crew.saw(1)
          }
          for (const [id, batch] of open) if (batch.every(({ key }) => !missing.has(key))) open.delete(id)
          if (open.size > 0) await sleep(LOOK, undefined, signal ? { signal } : {})
        }
        finished = true
      } finally {
        announcement.stop()
        const leave = async () => {
          if (announcement.lost()) return
          await announcement.withdraw()
          await (finished ? queue.obliterate() : queue.drain())
        }
        const patience = sleep(finished ? TIDY : LEAVE, undefined, { ref: false })
        await Promise.race([leave().catch(() => {}), patience])
        closeRedis(redis)
      }
    },
  }
}

/**
 * Gives the queue what it lacks of the first batches that are open, and takes away what is none of them: left by
 * another cut of this run into batches, or by older data of a Redis. Tells how many batches workers are at, and of one
 * that they gave up.
 */
async function fill(
  queue: RunQueue,
  open: ReadonlyMap<string, readonly Unit[]>,
  window: number,
): Promise<{ readonly busy: number; readonly failed: string | undefined }> {
  const wanted = [...open].slice(0, window)
  const { known, busy, failed, waiting } = await queue.survey(wanted.map(([id]) => id))
  await queue.remove(waiting.filter((id) => !open.has(id)))
  await queue.add(wanted.filter(([id]) => !known.has(id)))
  return { busy, failed: failed.find((id) => open.has(id)) }
}

/** Tells, once each time, that nobody has been at work for a while. */
function watchCrew(onAlone: () => void) {
  let last = performance.now()
  let told = false
  return {
    saw(busy: number) {
      const now = performance.now()
      if (busy > 0) {
        last = now
        told = false
      } else if (!told && now - last > ALONE) {
        told = true
        onAlone()
      }
    },
  }
}
