import type { Content } from '../wire.ts'
import type { CompilerClient } from './compiler-client.ts'
import { failureOf } from './failure.ts'
import { recordField, textField } from './fields.ts'
import type { History } from './history.ts'
import { interruption } from './interruption.ts'
import type { Outcome, RunOrder } from './messages.ts'
import type { Publisher, Request } from './publisher.ts'
import { refusalOf } from './refusal.ts'

/** Runs a compiled cell in the main thread. */
export type Run = (order: Omit<RunOrder, 'type'>) => Promise<Outcome>

/** The cells that were asked for, one after another in the order in which they came. */
export interface CellQueue {
  readonly add: (request: Request) => void
  /** The cell at work, and the serial of what of it runs: the cell itself, later one of its expressions. */
  readonly current: () => { readonly request: Request; readonly serial: number } | undefined
  /** Stops the cell at work where it is still being compiled. */
  readonly interrupt: () => void
  /** Answers the cell at work, as failed where there is a `reason`, and what waits for it: the process ends. */
  readonly end: (reason?: string) => void
}

/** How long to wait, in milliseconds, for what was sent along with a cell that failed. */
const GATHER = 20

/** An empty queue. */
export function createQueue(
  compiler: CompilerClient,
  run: Run,
  history: History,
  { publish, reply, status }: Publisher,
): CellQueue {
  const waiting: Request[] = []
  let current: { readonly request: Request; serial: number; interrupted: boolean } | undefined
  let working = false
  let count = 0
  let serials = 0

  async function work(): Promise<void> {
    working = true
    for (let request = waiting.shift(); request; request = waiting.shift())
      try {
        await execute(request)
      } catch (error) {
        // A malformed request, not one whose cell failed.
        void reply(request, { ...failureOf(error), execution_count: count })
        status(request, 'idle')
        current = undefined
      }
    working = false
  }

  function end(reason?: string): void {
    if (current) {
      const { request } = current
      const error = { ename: 'Exit', evalue: reason, traceback: [`Exit: ${reason}`] }
      if (reason !== undefined) void publish('error', request.message.header, error)
      const content =
        reason === undefined ? { user_expressions: {}, payload: [] } : { status: 'error', ...error }
      void reply(request, { ...content, execution_count: count })
      status(request, 'idle')
    }
    for (const left of waiting.splice(0)) abort(left)
  }

  async function execute(request: Request): Promise<void> {
    const { header: parent, content } = request.message
    const code = textField(content, 'code')
    const silent = content.silent === true
    const stored = !silent && content.store_history !== false
    if (stored) count++
    current = { request, serial: 0, interrupted: false }
    status(request, 'busy')
    if (!silent) void publish('execute_input', parent, { code, execution_count: count })
    const outcome = await evaluate(request, code, silent ? 'drop' : 'publish')
    if (stored) history.add(count, code)
    const failed = outcome.status === 'error'
    const stops = failed && content.stop_on_error !== false
    if (failed) {
      const { status: _, ...error } = outcome
      void publish('error', parent, error)
      // What was sent along with this cell may still be on its way; what is sent once this is answered was meant to run.
      if (stops) await new Promise((done) => setTimeout(done, GATHER))
      void reply(request, { ...outcome, execution_count: count })
    } else {
      const user_expressions = await expressions(request)
      void reply(request, { execution_count: count, user_expressions, payload: [] })
    }
    status(request, 'idle')
    current = undefined
    if (stops) for (const left of waiting.splice(0)) abort(left)
  }

  function abort(request: Request): void {
    status(request, 'busy')
    // Without a count: it did not run.
    void reply(request, { status: 'aborted' })
    status(request, 'idle')
  }

  /** The values of the expressions that a front end asks for once a cell ran well. */
  async function expressions(request: Request): Promise<Content> {
    const asked = recordField(request.message.content, 'user_expressions')
    const answers: [string, Content][] = []
    for (const name of Object.keys(asked)) {
      const outcome = await evaluate(request, textField(asked, name), 'return')
      if (outcome.status === 'error') answers.push([name, { ...outcome }])
      else answers.push([name, { status: 'ok', metadata: {}, data: {}, ...outcome.value }])
    }
    return Object.fromEntries(answers)
  }

  async function evaluate(request: Request, code: string, value: RunOrder['value']): Promise<Outcome> {
    const { header: parent, content } = request.message
    const cell = Math.max(1, count)
    try {
      const compiled = await compiler.compile(code, cell)
      if (current?.interrupted) return failureOf(interruption())
      if (!compiled.ok) return refusalOf(code, compiled.diagnostics)
      const allowStdin = content.allow_stdin === true
      const serial = ++serials
      current!.serial = serial
      const outcome = await run({ serial, count, parent, compiled, value, allowStdin })
      if (value !== 'return') await compiler.commit(cell)
      return outcome
    } catch (error) {
      return failureOf(error)
    }
  }

  return {
    add(request) {
      waiting.push(request)
      if (!working) void work()
    },
    current: () => current,
    interrupt() {
      if (current) current.interrupted = true
    },
    end,
  }
}
