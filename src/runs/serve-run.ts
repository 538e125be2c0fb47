import { UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { InputError } from '../errors.ts'
import { encodeWork, fromMessage } from './batch-message.ts'
import type { Perform } from './perform.ts'
import { type Persist, transact } from './redis.ts'
import type { RunDescriptor } from './run-descriptor.ts'
import { resultsKey } from './run-queue.ts'
import { PREFIX } from './run-registry.ts'
import { createUnits } from './unit.ts'

/**
 * A worker that says nothing for `lockDuration` is taken for dead, and what it was at goes to another; that leaves it
 * seconds for work in which the process cannot speak (an edit of a large model, a large judge).
 * Being killed is no fault of a batch's, so it may happen to one often.
 */
const PATIENCE = { lockDuration: 6_000, lockRenewTime: 1_000, stalledInterval: 1_500, maxStalledCount: 100 }

/** Results that no coordinator fetches are kept for a day, in milliseconds. */
const KEPT = 24 * 3600 * 1000

export interface ServeOptions {
  readonly redis: Redis
  readonly run: RunDescriptor
  readonly perform: Perform
  /** Batches at once. */
  readonly lanes: number
  /** Makes calls until the Redis takes them: a picture that is drawn is not given up because it is full. */
  readonly persist: Persist
  /** Aborted, the batches under way are given back. */
  readonly signal?: AbortSignal
}

/** A run being served. */
export interface Service {
  /** Takes no more batches, waits for those under way, and returns how many pictures were drawn. */
  end(): Promise<number>
}

/**
 * Performs a run's batches as its queue hands them out. A result lies on the Redis before its job counts as done, so a
 * job that the Redis has forgotten, or given to another worker meanwhile, still counts.
 */
export function serveRun({ redis, run, perform, lanes, persist, signal }: ServeOptions): Service {
  const unit = createUnits(run.model.digest, run.sampling)
  const results = resultsKey(run.id)
  let pictures = 0
  const worker = new Worker(
    run.id,
    async (job, token) => {
      try {
        const work = await perform(fromMessage(job.data, unit), signal)
        const lay = [
          ['hset', results, String(job.id), encodeWork(work)],
          ['pexpire', results, KEPT],
        ]
        await persist(() => transact(redis, lay))
        pictures += work.outcomes.length
      } catch (error) {
        if (signal?.aborted) {
          await job.moveToWait(token)
          throw new WaitingError()
        }
        if (error instanceof InputError) throw new UnrecoverableError(INPUT_ERROR + error.message)
        throw error
      }
    },
    // A worker that finds its Redis back begins again at once.
    { connection: redis, prefix: PREFIX, concurrency: lanes, runRetryDelay: 500, ...PATIENCE },
  )
  // A lock that ran out, a job that is gone: the coordinator sees to it.
  worker.on('error', () => {})
  return {
    async end() {
      await worker.close()
      // A worker that looks for jobs of a run just ended makes these again; nothing hangs on them.
      const leftovers = ['meta', 'events', 'stalled'].map((name) => worker.toKey(name))
      await transact(
        redis,
        leftovers.map((key) => ['pexpire', key, KEPT]),
      ).catch(() => {})
      return pictures
    },
  }
}

/** How bad input is told from a fault of the worker's: trying it again would not help. */
const INPUT_ERROR = 'InputError: '

/** What a coordinator throws for a batch that failed for this reason. */
export function failureOf(reason: string): Error {
  return reason.startsWith(INPUT_ERROR)
    ? new InputError(reason.slice(INPUT_ERROR.length))
    : new Error(`A batch failed in every worker that tried it: ${reason}`)
}
