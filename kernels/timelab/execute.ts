import { Script } from 'node:vm'
import type { MimeBundle } from '../../src/notebook/host.ts'
import { keepLastError } from '../../src/notebook/last-error.ts'
import { type CellFunction, cellFunction } from './cell-function.ts'
import { failureOf } from './failure.ts'
import { type Interruption, interruptedBy, interruption, isBroken } from './interruption.ts'
import type { Outcome, RunOrder } from './messages.ts'
import type { ModuleLoader } from './module-loader.ts'
import { begin, type RunningCell, runAs } from './running.ts'
import { shown } from './shown.ts'

/** How long an interrupted cell has to end by itself, in milliseconds. */
const GRACE = 300

const KEY = Symbol.for('timelab.cell')
const enter = globalThis as typeof globalThis & { [KEY]?: (() => unknown) | undefined }
const entry = new Script("globalThis[Symbol.for('timelab.cell')]()", { filename: 'node:vm' })

/** Calls `work` so that SIGINT breaks it, even where it is in V8's own code, until it first awaits. */
function breakable(work: () => unknown): unknown {
  enter[KEY] = work
  try {
    return entry.runInThisContext({ breakOnSigint: true, displayErrors: false })
  } finally {
    enter[KEY] = undefined
  }
}

/** Runs cells over the variables of those before; `publish` gets the value of those whose value is to be published. */
export function createExecute(
  { checkpoint, isInterrupted, leave }: Interruption,
  loader: ModuleLoader,
  publish: (value: MimeBundle, count: number) => void,
  signalled: () => void,
): (order: RunOrder) => Promise<Outcome> {
  // Without a prototype: any name is a cell's own.
  const names: Record<string, unknown> = Object.create(null)

  return async (order) => {
    const { compiled, count, serial, parent, allowStdin } = order
    const cell: RunningCell = { serial, parent, abort: new AbortController(), allowStdin }
    begin(cell)
    // A cell that does not heed its interruption is left behind.
    const abandoned = new Promise<never>((_, reject) => {
      cell.abort.signal.addEventListener('abort', () => setTimeout(() => reject(interruption()), GRACE), {
        once: true,
      })
    })
    abandoned.catch(() => {})
    const settled = async <T>(work: T): Promise<Awaited<T>> => {
      let ended = false
      const end = Promise.resolve(work).finally(() => {
        ended = true
      })
      try {
        return await Promise.race([end, abandoned])
      } finally {
        if (!ended) leave(end)
      }
    }
    try {
      loader.update(compiled)
      const { importModule, commonJs } = loader
      const body: CellFunction = cellFunction(compiled, Math.max(1, count)).runInThisContext({
        displayErrors: false,
      })
      const result = breakable(() => runAs(cell, () => body(names, checkpoint, importModule, ...commonJs)))
      if (compiled.async) await settled(result)
      if (!compiled.lastExpression || order.value === 'drop') return { status: 'ok' }
      const value = names[compiled.lastExpression]
      if (value === undefined && order.value === 'publish') return { status: 'ok' }
      const bundle = await settled(runAs(cell, () => shown(value)))
      if (order.value === 'return') return { status: 'ok', value: bundle }
      runAs(cell, () => publish(bundle, count))
      return { status: 'ok' }
    } catch (error) {
      if (isBroken(error)) signalled()
      keepLastError(error)
      const stopped = isBroken(error) || runAs(cell, isInterrupted)
      return failureOf(stopped ? interruptedBy(error) : error)
    }
  }
}
