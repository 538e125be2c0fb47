import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { withSignal } from '../../src/signal.ts'
import type { Header } from '../wire.ts'

/** The cell that code belongs to. */
export interface RunningCell {
  /** 0 for what runs between cells: nobody waits for its end. */
  readonly serial: number
  readonly parent: Partial<Header>
  readonly abort: AbortController
  readonly allowStdin: boolean
  /** What of the page is being answered, where a comm's listener runs. */
  readonly answers?: Header
}

const cells = new AsyncLocalStorage<RunningCell>()
const live = new Set<AbortController>()
let latest: RunningCell = { serial: 0, parent: {}, abort: new AbortController(), allowStdin: false }

/** The cell that the code which calls this belongs to, also when late; the latest where that cannot be told. */
export const here = (): RunningCell => cells.getStore() ?? latest

/** Runs `work` as a cell's own, with all that it begins, until its signal is aborted. */
export const runAs = <T>(cell: RunningCell, work: () => T): T =>
  cells.run(cell, () => withSignal(cell.abort.signal, work))

/** Makes a cell the latest. */
export function begin(cell: RunningCell): void {
  latest = cell
  live.add(cell.abort)
}

/** Aborts a cell if it is the latest; with 0, all that cells ever left going. */
export function abort(serial: number, reason: Error): void {
  if (serial !== 0) {
    if (serial === latest.serial) latest.abort.abort(reason)
    return
  }
  for (const each of live) each.abort(reason)
  live.clear()
}

/**
 * A listener that belongs to the cell that sets it, though it is called from outside: what it shows lands there. It runs
 * under a signal of its own, so that it outlives an interruption of its cell.
 */
export function listenerOf<Arguments extends unknown[]>(
  listener: (...args: Arguments) => unknown,
): (answers: Header, ...args: Arguments) => void {
  const cell = here()
  return AsyncResource.bind(async (answers: Header, ...args: Arguments) => {
    const abort = new AbortController()
    live.add(abort)
    try {
      await runAs({ ...cell, serial: 0, abort, answers }, () => listener(...args))
    } finally {
      live.delete(abort)
    }
  })
}
