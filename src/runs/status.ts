import type { LockState } from './lock.ts'

/** `stalled`: a process works on the run, but has recorded nothing for much longer than its batches take. */
export type RunState = 'not begun' | 'working' | 'stalled' | 'stopped' | 'finished'

/** How far a run is. */
export interface RunStatus {
  readonly state: RunState
  /** Distinct pictures of the plan. */
  readonly total: number
  readonly done: number
  readonly left: number
  /** Pictures a second, by the latest batches of the process that works, or worked last; null before its second one. */
  readonly rate: number | null
  /** Seconds to go at that rate; null where no process works, where it has stalled and where the rate is not known. */
  readonly toGo: number | null
  /** Seconds since the latest batch was recorded; null before the first. */
  readonly idle: number | null
}

/** What a status is told from. Times are milliseconds since 1970. */
export interface StatusFacts {
  readonly total: number
  readonly done: number
  /** The run's lock; undefined where nobody ever worked on it. */
  readonly lock: LockState | undefined
  /** The ledger's latest batches, oldest first. */
  readonly pace: readonly { readonly pictures: number; readonly at: number }[]
  readonly now: number
}

/** A process that has recorded nothing for so many of its usual intervals, and so many seconds, has stalled. */
const STALLED = { intervals: 10, seconds: 120 }

/** Tells from a ledger and a lock how far a run is. */
export function statusOf({ total, done, lock, pace, now }: StatusFacts): RunStatus {
  const left = total - done
  const since = lock?.since ?? Number.NEGATIVE_INFINITY
  const own = pace.filter(({ at }) => at >= since)
  const [first, last] = [own[0], own.at(-1)]
  const seconds = first && last ? (last.at - first.at) / 1000 : 0
  // The first batch ends the time before it, which the process spent getting ready.
  const drawn = own.slice(1).reduce((sum, { pictures }) => sum + pictures, 0)
  const rate = seconds > 0 ? drawn / seconds : null
  const latest = pace.at(-1)
  const idle = latest ? Math.max(0, now - latest.at) / 1000 : null

  const interval = seconds / (own.length - 1)
  const stalled =
    rate !== null && idle !== null && idle > Math.max(STALLED.seconds, STALLED.intervals * interval)
  const state = stateOf(left, lock, stalled)
  return { state, total, done, left, rate, toGo: state === 'working' && rate ? left / rate : null, idle }
}

function stateOf(left: number, lock: LockState | undefined, stalled: boolean): RunState {
  if (left === 0) return 'finished'
  if (!lock) return 'not begun'
  if (!lock.held) return 'stopped'
  return stalled ? 'stalled' : 'working'
}
