import { inspect } from 'node:util'
import { Interrupted } from './interruption.ts'
import type { Outcome } from './messages.ts'
import { mapStack } from './traceback.ts'

/** A thrown value as a Jupyter `error`: name, message and a traceback in the cells' own lines, causes and all. */
export function failureOf(error: unknown): Extract<Outcome, { status: 'error' }> {
  if (error instanceof Interrupted) {
    const { name, message } = error
    return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] }
  }
  if (error instanceof Error) {
    const { name, message } = error
    return { status: 'error', ename: name, evalue: message, traceback: [...stackOf(error, new Set())] }
  }
  const value = inspect(error)
  return { status: 'error', ename: 'Thrown', evalue: value, traceback: [`Thrown: ${value}`] }
}

/** The lines of an error, of its causes, and of those that it gathers. */
function* stackOf(error: Error, seen: Set<unknown>): Generator<string> {
  seen.add(error)
  yield* mapStack(error.stack || `${error.name}: ${error.message}`).split('\n')
  const others: unknown[] = error instanceof AggregateError ? [...error.errors] : []
  if (error.cause !== undefined) others.push(error.cause)
  for (const other of others.filter((each) => !seen.has(each))) {
    const [first, ...rest] = other instanceof Error ? stackOf(other, seen) : [inspect(other)]
    yield `caused by ${first}`
    yield* rest
  }
}
