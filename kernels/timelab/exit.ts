/** How long the protocol thread has to say the last words and to close its sockets, in milliseconds. */
const CLOSING = 2000

/**
 * Has code that ends the process end the kernel: `close` is told the exit code, if there is one, and the process ends once
 * the memory is not 0 any more. Sockets that are open would abort it, and what was written last would be lost.
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
    if (pid === process.pid && ENDING.has(signal) && process.listenerCount(String(signal)) === 0) closed()
    return kill(pid, signal)
  }
}

/** Signals that end a process which does not listen for them. */
const ENDING: ReadonlySet<string | number> = new Set(['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 15, 1, 3, 9])
