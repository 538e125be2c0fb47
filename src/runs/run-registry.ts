import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { parseJson } from '../parse-json.ts'
import { transact } from './redis.ts'
import { type RunDescriptor, runDescriptorSchema } from './run-descriptor.ts'

/** Redis keys of timelab all begin so. */
export const PREFIX = 'timelab'
const RUNS = `${PREFIX}:runs`
const runKey = (id: string): string => `${PREFIX}:run:${id}`

/** A coordinator that is heard of no longer than this is taken for dead, in milliseconds. */
const HEARD = 10_000
/** How often it announces its run. */
const HEARTBEAT = 2_000

/** A run that workers hear of until it is withdrawn, or its coordinator dies. */
export interface Announcement {
  /** The first time, which takes the run over from whoever announced it before. */
  announce(): Promise<void>
  /** Whether another coordinator announces the same run now: this one must leave it alone. */
  lost(): boolean
  /** Stops announcing; `withdraw` takes the run off the list. */
  stop(): void
  withdraw(): Promise<void>
}

/** Announces a run, then again and again, and at once where the Redis comes back. */
export function announceRun(redis: Redis, run: RunDescriptor): Announcement {
  const coordinator = randomUUID()
  let lost = false
  let begun = false
  const announce = async () => {
    await transact(redis, [
      ['sadd', RUNS, run.id],
      ['set', runKey(run.id), JSON.stringify({ coordinator, run }), 'PX', HEARD],
    ])
    begun = true
  }
  const beat = async () => {
    const other = parse(await redis.get(runKey(run.id)))?.coordinator
    lost ||= other !== undefined && other !== coordinator
    if (!lost) await announce()
  }
  const tryBeat = () => {
    if (begun && !lost && redis.status === 'ready') beat().catch(() => {})
  }
  const timer = setInterval(tryBeat, HEARTBEAT)
  redis.on('ready', tryBeat)
  return {
    announce,
    lost: () => lost,
    stop() {
      clearInterval(timer)
      redis.off('ready', tryBeat)
    },
    async withdraw() {
      await transact(redis, [
        ['srem', RUNS, run.id],
        ['del', runKey(run.id)],
      ])
    },
  }
}

export interface AnnouncedRun {
  readonly id: string
  /** None where another version of timelab wrote it in its own way. */
  readonly run: RunDescriptor | undefined
}

/** The runs that are announced now, in the order of their names; what has no run's name is passed over. */
export async function announcedRuns(redis: Redis): Promise<readonly AnnouncedRun[]> {
  const ids = (await redis.smembers(RUNS)).filter((id) => /^[0-9a-f]{16}$/.test(id)).sort()
  if (ids.length === 0) return []
  const texts = await redis.mget(ids.map(runKey))
  return ids.flatMap((id, k) => {
    const text = texts[k]
    const run = runDescriptorSchema.safeParse(parse(text ?? null)?.run).data
    return text ? [{ id, run: run?.id === id ? run : undefined }] : []
  })
}

/** What an announcement says, as far as it can be read. */
interface Announced {
  readonly coordinator?: unknown
  readonly run?: unknown
}

const parse = (text: string | null): Announced | undefined => parseJson(text) as Announced | undefined
