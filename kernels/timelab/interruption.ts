import { isError, look } from './look.ts'
import { here } from './running.ts'

/** What ends an interrupted cell. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** The shared flag where nothing is interrupted, and where whatever code runs at this moment is; else a cell's serial. */
export const NOTHING = 0
export const EVERYTHING = -1

/** Whether running code is to end, asked of the shared flag by code that gives the event loop no turn. */
export interface Interruption {
  /** Throws `Interrupted` where the cell that runs is to end. Called in each round of each loop, so it is quick. */
  readonly checkpoint: () => void
  /** Whether the code that runs here is to end. */
  readonly isInterrupted: () => boolean
  /** To be called once signals are aborted: from here on they alone say what is to end. */
  readonly taken: () => void
  /** Signals are looked at until this settles: it belongs to a cell that was left behind. */
  readonly leave: (work: Promise<unknown>) => void
}

/** No cell's serial: nothing new is interrupted, but signals are looked at. */
const SIGNALS = -2
/** How long signals are looked at, in milliseconds, where nothing is known to be left behind: each look costs. */
const LOOKING = 2000

/** The interruption that protocol and main thread agree on by one shared Int32. */
export function createInterruption(memory: SharedArrayBuffer): Interruption {
  const flag = new Int32Array(memory)
  let left = 0
  let timer: NodeJS.Timeout | undefined
  // Whose code is running decides, not who wrote it: a function of a cell that was interrupted can be called again.
  const isInterrupted = () => {
    const value = Atomics.load(flag, 0)
    const { abort, serial } = here()
    return abort.signal.aborted || value === EVERYTHING || (value !== NOTHING && value === serial)
  }
  const look = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (left === 0) Atomics.compareExchange(flag, 0, SIGNALS, NOTHING)
    }, LOOKING).unref()
  }
  return {
    checkpoint: () => {
      if (Atomics.load(flag, 0) !== NOTHING && isInterrupted()) throw interruption()
    },
    isInterrupted,
    taken: () => {
      Atomics.store(flag, 0, SIGNALS)
      look()
    },
    leave: (work) => {
      left++
      const settle = () => {
        left--
        look()
      }
      work.then(settle, settle)
    },
  }
}

/** The error of a cell that was interrupted in what says nothing itself. */
export const interruption = (): Interrupted => new Interrupted('The cell was interrupted.')

/** The error to show for what an interrupted cell threw: what a stopped call has to say is said, such as what it had finished. */
export const interruptedBy = (error: unknown): Interrupted =>
  isError(error) && look(() => error.name) === 'AbortError' ? new Interrupted(error.message) : interruption()

/** Whether V8 itself broke the script, which SIGINT makes it do. */
export const isBroken = (error: unknown): boolean =>
  isError(error) && look(() => (error as NodeJS.ErrnoException).code) === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
