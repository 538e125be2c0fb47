import { AsyncLocalStorage } from 'node:async_hooks'

/** One for all copies of this module, so that a kernel and the project that it runs agree. */
const KEY = Symbol.for('timelab.signal')
const shared = globalThis as typeof globalThis & { [KEY]?: AsyncLocalStorage<AbortSignal> }
shared[KEY] ??= new AsyncLocalStorage()
const signals = shared[KEY]

/** Runs `work` so that whatever long work it begins, now or later, stops once `signal` is aborted. */
export const withSignal = <T>(signal: AbortSignal, work: () => T): T => signals.run(signal, work)

/** The signal of the notebook cell that is running, or of `withSignal`; none elsewhere. */
export const ambientSignal = (): AbortSignal | undefined => signals.getStore()

/** The signal that long work obeys: the caller's own and the ambient one, whichever aborts first. */
export function signalOf(own?: AbortSignal): AbortSignal | undefined {
  const ambient = ambientSignal()
  return own && ambient ? AbortSignal.any([own, ambient]) : (own ?? ambient)
}
