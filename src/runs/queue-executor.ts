import { setTimeout as sleep } from 'node:timers/promises'
import { InputError } from '../errors.ts'
import { batchId } from './batch-message.ts'
import { takeWork } from './check-work.ts'
import type { Executor } from './executor.ts'
import { closeRedis, type OnNotice, openRedis, persistentCalls, shownUrl } from './redis.ts'
import type { RunDescriptor } from './run-descriptor.ts'
import { ATTEMPTS, openRunQueue, type RunQueue } from './run-queue.ts'
import { announceRun } from './run-registry.ts'
import { failureOf } from './serve-run.ts'
import { editsOf, type Unit } from './unit.ts'

export interface QueueExecutorOptions {
  /** Of a Redis: `redis://:password@host:6379/1`. */
  readonly url: string
  readonly run: RunDescriptor
  /** Numbers in a feature of the run's judge: results with others are not taken. */
  readonly features: number
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
 * What others lay there is checked before it is taken.
 * `execute` throws an InputError where no Redis answers to begin with, or what lies there for the run is spoiled time
 * after time, and the workers' error where a batch fails so.
 */
export function createQueueExecutor(options: QueueExecutorOptions): Executor {
  const { url, run, features, window = 256, onNotice = () => {} } = options
  const likeness = { width: run.sampling.width, height: run.sampling.height, features }
  return {
    async *execute(batches, signal) {
      const open = new Map(batches.map((batch) => [batchId(batch), batch]))
      const missing = new Set(batches.flat().map(({ key }) => key))
      const planned = editsOf(batches.flat())
      const redis = await openRedis(url, onNotice)
      const queue = openRunQueue(redis, run.id)
      const persist = persistentCalls(onNotice, signal)
      const start = `npx timelab worker --queue ${shownUrl(url)}`
      const crew = watchCrew(() =>
        onNotice(`No worker is there: start one on any machine with \`${start}\`.`),
      )
      const spoils = countSpoils(onNotice)
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
            const { busy, failed, spoiled } = await persist(() => fill(queue, open, window))
            for (const id of spoiled) spoils.count(id, 'a batch on it was changed')
            if (failed !== undefined) throw failureOf(await persist(() => queue.failure(failed)))
            crew.saw(busy)
            surveyed = performance.now()
          }
          for (const id of await persist(() => queue.ready())) {
            const text = await persist(() => queue.result(id))
            if (text === null) continue
            const taken = await takeWork(text, missing, planned, likeness)
            if ('problem' in taken) {
              spoils.count(id, taken.problem)
            } else if (taken.work.outcomes.length > 0) {
              for (const { key } of taken.work.outcomes) missing.delete(key)
              yield taken.work
            }
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
 * another cut of this run into batches, by older data of a Redis, or changed by somebody. Tells how many batches workers
 * are at, of one that they gave up, and which were not as they were given.
 */
async function fill(
  queue: RunQueue,
  open: ReadonlyMap<string, readonly Unit[]>,
  window: number,
): Promise<{
  readonly busy: number
  readonly failed: string | undefined
  readonly spoiled: readonly string[]
}> {
  const wanted = [...open].slice(0, window)
  const { known, busy, failed, waiting, spoiled } = await queue.survey(wanted)
  await queue.erase([...spoiled, ...waiting.filter((id) => !open.has(id))])
  await queue.add(wanted.filter(([id]) => !known.has(id)))
  return { busy, failed: failed[0], spoiled }
}

/**
 * Tells once that something on the Redis is not what this run or its workers laid there. What is dropped is drawn again;
 * a batch that is spoiled time after time ends the run, since whoever spoils it would for ever.
 */
function countSpoils(onNotice: OnNotice) {
  const times = new Map<string, number>()
  return {
    count(id: string, problem: string) {
      if (times.size === 0) {
        onNotice(`A result on the Redis is dropped (${problem}): what this run needs of it is drawn again.`)
      }
      const time = (times.get(id) ?? 0) + 1
      times.set(id, time)
      if (time < ATTEMPTS) return
      throw new InputError(
        `What lies on the Redis for this run was spoiled ${time} times (${problem}): see who else writes to it, or what is wrong with a worker, and run the same command again.`,
      )
    },
  }
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
