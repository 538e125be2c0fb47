import { createHash } from 'node:crypto'
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { toMessage } from './batch-message.ts'
import { transact } from './redis.ts'
import { PREFIX } from './run-registry.ts'
import type { Unit } from './unit.ts'

/** How often a batch that fails by a worker's fault, or comes back spoiled, is tried. */
export const ATTEMPTS = 3
/** The pause between, in milliseconds. */
const PAUSE = 1_000

/** A batch under the name that its job has. */
export type NamedBatch = readonly [id: string, batch: readonly Unit[]]

/** How some jobs of a run stand. */
export interface Survey {
  /** Of those asked for: known to the Redis, as a result or as a job that waits, is worked at or has failed. */
  readonly known: ReadonlySet<string>
  /** Of those asked for: how many a living worker is at. */
  readonly busy: number
  /** Of those asked for: tried as often as they may. */
  readonly failed: readonly string[]
  /** Jobs that no worker has taken yet, asked for or not. */
  readonly waiting: readonly string[]
  /** Jobs, of those asked for, that are there but not as they were given. */
  readonly spoiled: readonly string[]
}

/** The coordinator's hold on its run's queue. Every call may throw what the Redis answers. */
export interface RunQueue {
  /** Clears what keeps a run from going on: failures of before, a pause, and keys of another kind. */
  prepare(): Promise<void>
  add(batches: readonly NamedBatch[]): Promise<void>
  /** Takes jobs off the Redis, whatever state they are in. */
  erase(ids: readonly string[]): Promise<void>
  survey(batches: readonly NamedBatch[]): Promise<Survey>
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

/** Where BullMQ has its jobs: those that wait first, then those that workers are at. */
const lists = ['wait', 'active', 'paused'] as const
/** Those that have failed first, then those that are tried again soon. */
const sets = ['failed', 'delayed', 'prioritized'] as const

/** Of each job: SHA-1 of what it carries; empty where there is none, a word where it is no job at all. */
const DIGESTS = `
local digests = {}
for k, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  digests[k] = kind == 'none' and '' or 'spoiled'
  if kind == 'hash' then
    local job = redis.call('HMGET', key, 'data', 'opts')
    if job[1] and job[2] and pcall(cjson.decode, job[2]) then digests[k] = redis.sha1hex(job[1]) end
  end
end
return digests`

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
  const given = new WeakMap<readonly Unit[], string>()
  const digestOf = (batch: readonly Unit[]): string => {
    const known = given.get(batch)
    const digest =
      known ??
      createHash('sha1')
        .update(JSON.stringify(toMessage(batch)))
        .digest('hex')
    given.set(batch, digest)
    return digest
  }

  return {
    async prepare() {
      const kinds = [
        [results, 'hash'],
        ...lists.map((list) => [queue.toKey(list), 'list'] as const),
        ...sets.map((set) => [queue.toKey(set), 'zset'] as const),
      ] as const
      for (const [key, kind] of kinds) {
        if (![kind, 'none'].includes(await redis.type(key))) await redis.del(key)
      }
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
    async erase(ids) {
      if (ids.length === 0) return
      await transact(
        redis,
        ids.flatMap((id) => [
          ...lists.map((list) => ['lrem', queue.toKey(list), 0, id]),
          ...sets.map((set) => ['zrem', queue.toKey(set), id]),
          ['del', queue.toKey(id), `${queue.toKey(id)}:lock`],
        ]),
      )
    },
    async survey(batches) {
      const ids = batches.map(([id]) => id)
      const values = await transact(redis, [
        ...lists.map((list) => ['lrange', queue.toKey(list), 0, -1]),
        ...sets.map((set) => ['zrange', queue.toKey(set), 0, -1]),
        ['eval', DIGESTS, ids.length, ...ids.map((id) => queue.toKey(id))],
        ...ids.flatMap((id) => [
          ['hexists', results, id],
          ['exists', `${queue.toKey(id)}:lock`],
        ]),
      ])
      const places = values.slice(0, lists.length + sets.length) as readonly (readonly string[])[]
      const [waiting = [], failed = []] = [places[0], places[lists.length]]
      const [digests, ...states] = values.slice(places.length) as [readonly string[], ...unknown[]]
      const placed = new Set(places.flat())
      const job = new Map(batches.map(([id, batch], k) => [id, digests[k] === digestOf(batch)]))
      return {
        known: new Set(ids.filter((id, k) => states[2 * k] === 1 || (placed.has(id) && job.get(id)))),
        busy: ids.filter((_, k) => states[2 * k + 1] === 1).length,
        failed: failed.filter((id) => job.get(id)),
        waiting,
        spoiled: ids.filter((id, k) => digests[k] !== '' && !(placed.has(id) && job.get(id))),
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
