import { CommanderError } from 'commander'
import { InputError } from '../errors.ts'
import { printable } from '../quote.ts'
import { createProgram } from './program.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => {
  interrupted.abort()
  // Work that will not stop in time is cut off hard: ending a thread inside ONNX Runtime would crash, not exit.
  process.once('SIGINT', () => process.kill(process.pid, 'SIGKILL'))
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 900).unref()
})

try {
  await createProgram(interrupted.signal).parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
// Idle workers and native sessions must not hold a finished command back.
process.exit(process.exitCode ?? 0)

/** Prints what went wrong and returns the exit code: 2 for bad input, 130 for Ctrl-C, 1 for a fault of ours. */
function report(error: unknown): number {
  if (interrupted.signal.aborted) {
    process.stderr.write('\nInterrupted.\n')
    return 130
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${printable(fault)}\n`)
  return 1
}
