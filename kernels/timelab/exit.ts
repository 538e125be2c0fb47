import { constants } from 'node:os'

/** How long the protocol thread has to say the last words and to close its sockets, in milliseconds. */
const CLOSING = 2000

/**
 * Has code that ends the process end the kernel: `close` is told the exit code, if there is one, and the process ends once
 * the memory is not 0 any more. Sockets that are open would abort it, and what was written last would be lost. A process that
 * sends itself a signal to end by ends with the exit code that shells give for it: what is to be sent is sent on the way out.
 */
export function endCleanly(close: (closed: SharedArrayBuffer, code?: number) => void): void {
  const exit: typeof process.exit = process.exit.bind(process)
  const kill = process.kill.bind(process)
  let closing = false
  function closed(code?: number): void {
    if (closing) return
    closing = true
    const memory = new SharedArrayBuffer(4)
    close(memory, code)
    Atomics.wait(new Int32Array(memory), 0, 0, CLOSING)
  }
  // No code at all is not the same as none given: `process.exitCode` counts.
  process.exit = (...code) => {
    // After the author's own listeners, which may write.
    process.once('exit', closed)
    return exit(...code)
  }
  process.kill = (pid, signal = 'SIGTERM') => {
    const name = ENDING.find((each) => each === signal || constants.signals[each] === signal)
    if (pid !== process.pid || name === undefined || process.listenerCount(name) > 0) return kill(pid, signal)
    closed()
    return exit(128 + constants.signals[name])
  }
}

/** Signals that end a process which does not listen for them. */
const ENDING = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const
