import { Interrupted } from './interruption.ts'
import { isError, look, textOfValue } from './look.ts'
import type { Outcome } from './messages.ts'
import { mapStack, readable } from './traceback.ts'

/** So many characters of a message or a line are read by nobody. */
const LONGEST = 20_000
/** Causes, and errors gathered in one, that are shown. */
const MOST = 20

/** A thrown value as a Jupyter `error`: name, message and a traceback in the cells' own lines, causes and all. Never throws. */
export function failureOf(error: unknown): Extract<Outcome, { status: 'error' }> {
  if (!isError(error)) {
    const value = textOfValue(error)
    return { status: 'error', ename: 'Thrown', evalue: value, traceback: [`Thrown: ${value}`] }
  }
  const name = textOf(look(() => error.name)) || 'Error'
  const message = textOf(look(() => error.message))
  const isBare = look(() => error instanceof Interrupted) === true
  const traceback = isBare ? [`${name}: ${message}`] : tracebackOf(error)
  return { status: 'error', ename: name, evalue: message, traceback }
}

/** The lines of an error, of its causes, and of those that it gathers. */
function tracebackOf(error: Error): readonly string[] {
  const lines: string[] = []
  const seen = new Set<unknown>()
  const left: unknown[] = [error]
  while (left.length > 0) {
    const next = left.shift()
    if (seen.has(next)) continue
    if (seen.size === MOST) {
      lines.push('… and more causes')
      break
    }
    const own = isError(next) ? stackOf(next) : textOfValue(next)
    const [first = '', ...rest] = mapStack(own).split('\n')
    lines.push(seen.size === 0 ? first : `caused by ${first}`, ...rest)
    seen.add(next)
    left.unshift(...causesOf(next))
  }
  return lines
}

function causesOf(error: unknown): readonly unknown[] {
  if (!isError(error)) return []
  const gathered = look(() => (error instanceof AggregateError ? error.errors.slice(0, MOST + 1) : []))
  const cause = look(() => error.cause)
  return [...(Array.isArray(gathered) ? gathered : []), ...(cause === undefined ? [] : [cause])]
}

/** An error that has no stack of text is told by its name and message. */
function stackOf(error: Error): string {
  const stack = look(() => error.stack)
  if (typeof stack === 'string' && stack !== '') return cut(stack)
  return `${textOf(look(() => error.name)) || 'Error'}: ${textOf(look(() => error.message))}`
}

const textOf = (value: unknown): string =>
  cut(readable(typeof value === 'string' ? value : value === undefined ? '' : textOfValue(value)))

/** The end of a stack says where: what is long is its message. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text
  const left = text.length - LONGEST
  return `${text.slice(0, LONGEST / 2)}… ${left.toLocaleString('en')} more characters …${text.slice(-LONGEST / 2)}`
}
