import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { toMessage } from './batch-message.ts'
import { transact } from './redis.ts'
import { PREFIX } from './run-registry.ts'
import type { Unit } from './unit.ts'

/** How often a batch that fails by a worker's fault is tried, and the pause between, in milliseconds. */
const ATTEMPTS = 3
const PAUSE = 1_000

/** A batch under the name that its job has. */
export type NamedBatch = readonly [id: string, batch: readonly Unit[]]

/** How some jobs of a run stand. */
export interface Survey {
  /** Of those asked for: known to the Redis, as a job or as a result. */
  readonly known: ReadonlySet<string>
  /** Of those asked for: how many a living worker is at. */
  readonly busy: number
  /** Jobs that were tried as often as they may. */
  readonly failed: readonly string[]
  /** Jobs that no worker has taken yet, asked for or not. */
  readonly waiting: readonly string[]
}

/** The coordinator's hold on its run's queue. Every call may throw what the Redis answers. */
export interface RunQueue {
  /** Clears what keeps a run from going on: failures of before, and a pause. */
  prepare(): Promise<void>
  add(batches: readonly NamedBatch[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  survey(ids: readonly string[]): Promise<Survey>
  /** Why a job failed. */
  failure(id: string): Promise<string>
  /** Jobs whose results lie ready. */
  ready(): Promise<readonly string[]>
  /** A job's result, as `encodeWork` wrote it. */
  result(id: string): Promise<string | null>
  dropResult(id: string): Promise<void>
  /** Removes what waits; what workers are at they may finish, for the run to find when it goes on. */
  drain(): Promise<void>
  /** Removes everything. */
  obliterate(): Promise<void>
}

/** Where a run's workers lay results: a hash by job. */
export const resultsKey = (run: string): string => `${PREFIX}:${run}:results`

/** Opens the queue of a run on a connection that stays the caller's. */
export function openRunQueue(redis: Redis, run: string): RunQueue {
  const queue = new Queue(run, {
    connection: redis,
    prefix: PREFIX,
    streams: { events: { maxLen: 100 } },
  })
  // Calls tell of their faults themselves, and the connection of its own.
  queue.on('error', () => {})
  const results = resultsKey(run)

  return {
    async prepare() {
      await queue.resume()
      await queue.clean(0, 0, 'failed')
    },
    async add(batches) {
      const opts = {
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: PAUSE },
        removeOnComplete: true,
        removeOnFail: false,
      }
      await queue.addBulk(
        batches.map(([jobId, batch]) => ({
          name: 'batch',
          data: toMessage(batch),
          opts: { ...opts, jobId },
        })),
      )
    },
    async remove(ids) {
      await Promise.all(ids.map((id) => queue.remove(id)))
    },
    async survey(ids) {
      const values = await transact(redis, [
        ['zrange', queue.toKey('failed'), 0, -1],
        ['lrange', queue.toKey('wait'), 0, -1],
        ...ids.flatMap((id) => [
          ['exists', queue.toKey(id)],
          ['hexists', results, id],
          ['exists', `${queue.toKey(id)}:lock`],
        ]),
      ])
      const [failed, waiting, ...states] = values
      const state = (k: number, what: number): boolean => states[3 * k + what] === 1
      return {
        known: new Set(ids.filter((_, k) => state(k, 0) || state(k, 1))),
        busy: ids.filter((_, k) => state(k, 2)).length,
        failed: failed as string[],
        waiting: waiting as string[],
      }
    },
    failure: async (id) => (await queue.getJob(id))?.failedReason ?? 'no reason was given',
    ready: () => redis.hkeys(results),
    result: (id) => redis.hget(results, id),
    async dropResult(id) {
      await redis.hdel(results, id)
    },
    drain: () => queue.drain(true),
    async obliterate() {
      await queue.obliterate({ force: true })
      await redis.del(results)
    },
  }
}
