import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { InputError } from '../errors.ts'

/** Called with one sentence for people about how things stand. */
export type OnNotice = (notice: string) => void

const CONNECT = 5_000
/** Longer than any call here blocks: a server that vanished without a word is given up, and called again. */
const SILENCE = 20_000

/**
 * Connects to a Redis by a URL such as `redis://:password@host:6379/1`. Once it has answered, a connection that breaks
 * is made again for ever, calls wait for it, and `onNotice` hears of both once.
 * Throws an InputError for a URL that is none, and where no Redis answers there.
 */
export async function openRedis(url: string, onNotice: OnNotice = () => {}): Promise<Redis> {
  const shown = shownUrl(url)
  let answered = false
  let lost = false
  let fault: Error | undefined
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT,
    socketTimeout: SILENCE,
    retryStrategy: (times) => (answered ? Math.min(100 * times, 1_000) : null),
  })
  redis.on('error', (error: Error) => {
    fault = error
  })
  try {
    await redis.connect()
    await redis.ping()
  } catch (error) {
    redis.disconnect()
    const reason = (fault ?? (error as Error)).message
    throw new InputError(
      `No Redis answers at ${shown} (${reason}): start one there, or give another with --queue.`,
    )
  }
  answered = true
  redis.on('close', () => {
    if (!lost) onNotice(`Redis at ${shown} is gone: trying again until it is back.`)
    lost = true
  })
  redis.on('ready', () => {
    if (lost) onNotice(`Redis at ${shown} is back.`)
    lost = false
  })
  return redis
}

/** Throws an InputError where no Redis can be reached by the URL. */
export async function checkRedis(url: string): Promise<void> {
  const redis = await openRedis(url)
  closeRedis(redis)
}

/** Ends a connection without waiting for what was asked. */
export function closeRedis(redis: Redis): void {
  redis.removeAllListeners('close')
  redis.disconnect()
}

/** The URL without its password. Throws an InputError where it is none of a Redis. */
export function shownUrl(url: string): string {
  const parsed = URL.parse(url)
  const fits =
    parsed !== null &&
    ['redis:', 'rediss:'].includes(parsed.protocol) &&
    parsed.hostname !== '' &&
    /^\/?\d*$/.test(parsed.pathname)
  if (!fits) {
    throw new InputError(`--queue "${url}" is no address of a Redis: give one such as redis://host:6379.`)
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`
}

/** Commands in one transaction: what each answered. Throws the first of their errors. */
export async function transact(
  redis: Redis,
  commands: readonly (readonly (string | number)[])[],
): Promise<readonly unknown[]> {
  try {
    const answers = await redis.multi(commands.map((command) => [...command])).exec()
    return (answers ?? []).map(([error, value]) => {
      if (error) throw error
      return value
    })
  } catch (error) {
    // Where it refuses a command beforehand, the error itself says only that there was one.
    const [cause] = (error as { readonly previousErrors?: readonly Error[] }).previousErrors ?? []
    throw cause ?? error
  }
}

/** Gives up waiting for `work`, which goes on, once the signal is aborted: throws its reason then. */
export function unlessAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (!signal) return work
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort))
}

/** Makes a call until it is taken. */
export type Persist = <Result>(call: () => Promise<Result>) => Promise<Result>

/**
 * Makes calls to a Redis until it takes them: one that it refuses (it is loading, out of memory, a replica) is made
 * again every second, which `onNotice` hears of once. Aborting the signal ends any of them.
 */
export function persistentCalls(onNotice: OnNotice, signal?: AbortSignal): Persist {
  let told = false
  return async (call) => {
    for (;;) {
      try {
        return await unlessAborted(call(), signal)
      } catch (error) {
        if (signal?.aborted) throw error
        const reason = error instanceof Error ? error.message : String(error)
        if (!told) onNotice(`The Redis refuses a call (${reason}): trying again until it takes it.`)
        told = true
        await sleep(1_000, undefined, signal ? { signal } : {})
      }
    }
  }
}
