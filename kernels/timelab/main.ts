import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { readFileSync, writeSync } from 'node:fs'
import { inspect } from 'node:util'
import { Script } from 'node:vm'
import { MessageChannel, Worker } from 'node:worker_threads'
import { type Comm, type CommMessage, installHost, type NotebookHost } from '../../src/notebook/host.ts'
import { keepLastError } from '../../src/notebook/last-error.ts'
import { withSignal } from '../../src/signal.ts'
import type { Content, Header } from '../wire.ts'
import { cellFunction } from './cell-function.ts'
import { startCompiler } from './compiler-client.ts'
import type { ConnectRequest } from './compiler-thread.ts'
import type { Outcome, ProtocolStart, ToMain, ToProtocol } from './messages.ts'
import { createModuleLoader } from './module-loader.ts'
import { mapStack } from './traceback.ts'

const connection = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const cwd = process.cwd()
const interrupted = new SharedArrayBuffer(4)
const flag = new Int32Array(interrupted)
// The protocol's thread first: it answers while the compiler still reads the project's types.
const { port1, port2 } = new MessageChannel()
const start: ProtocolStart = { connection, interrupted, compiler: port1 }
const protocol = new Worker(new URL('./protocol-thread.ts', import.meta.url), {
  workerData: start,
  transferList: [port1],
})
const compiler = startCompiler({ cwd })
compiler.postMessage({ connect: port2 } satisfies ConnectRequest, [port2])
const tell = (message: ToProtocol) => protocol.postMessage(message)
// A kernel without one of its threads would only seem to live: whoever started it sees that it ended, and why.
for (const thread of [compiler, protocol])
  thread.once('error', (error) => {
    writeSync(2, `${inspect(error)}\n`)
    process.exit(1)
  })

/** The cell that code belongs to. */
interface Running {
  readonly serial: number
  readonly parent: Partial<Header>
  readonly abort: AbortController
  readonly allowStdin: boolean
}
const cells = new AsyncLocalStorage<Running>()
const nobody: Running = { serial: 0, parent: {}, abort: new AbortController(), allowStdin: false }
let latest: Running = nobody
const here = (): Running => cells.getStore() ?? latest

/** What ends an interrupted cell. */
class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
const interruption = () => new Interrupted('The cell was interrupted.')
/** What a stopped call has to say is said: which pictures were finished, say. */
const interruptedBy = (error: unknown) =>
  error instanceof Error && error.name === 'AbortError' ? new Interrupted(error.message) : interruption()

const isInterrupted = (cell: Running) =>
  cell.abort.signal.aborted || (cell.serial !== 0 && Atomics.load(flag, 0) === cell.serial)
/** Whose code is running decides, not who wrote it: a function of a cell that was interrupted can be called again. */
const checkpoint = () => {
  if (isInterrupted(here())) throw interruption()
}
const loader = createModuleLoader(cwd, checkpoint)

for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    tell({ type: 'publish', kind: 'stream', parent: here().parent, content: { name, text } })
    const done = typeof encoding === 'function' ? encoding : callback
    if (typeof done === 'function') queueMicrotask(() => done())
    return true
  }) as typeof process.stdout.write
}
// A loop of JavaScript alone is broken by V8, which needs the signal not to end the process.
process.on('SIGINT', () => {})
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    if (error instanceof Interrupted) return
    process.stderr.write(`${describe(error).traceback.join('\n')}\n`)
  })

const names: Record<string, unknown> = {}
const KEY = Symbol.for('timelab.cell')
const entry = new Script("globalThis[Symbol.for('timelab.cell')]()", { filename: 'node:vm' })
const enter = globalThis as typeof globalThis & { [KEY]?: () => unknown }

async function run(message: Extract<ToMain, { type: 'run' }>): Promise<Outcome> {
  const { compiled, count, serial, parent, silent, allowStdin } = message
  const cell: Running = { serial, parent, abort: new AbortController(), allowStdin }
  latest = cell
  const { signal } = cell.abort
  // A cell that does not heed the interruption is left behind after a while.
  const abandoned = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => reject(interruption()), 300), { once: true })
  })
  abandoned.catch(() => {})
  try {
    loader.update(compiled.modules)
    const body = cellFunction(compiled, Math.max(1, count)).runInThisContext({ displayErrors: false })
    enter[KEY] = () =>
      cells.run(cell, () =>
        withSignal(signal, () => body(names, loader.require, checkpoint, loader.importModule)),
      )
    const result = entry.runInThisContext({ breakOnSigint: true, displayErrors: false })
    if (compiled.async) await Promise.race([result, abandoned])
    if (compiled.lastExpression && !silent)
      await Promise.race([
        cells.run(cell, () => showValue(names[compiled.lastExpression!], count)),
        abandoned,
      ])
    return { status: 'ok' }
  } catch (error) {
    keepLastError(error)
    return describe(isInterrupted(cell) ? interruptedBy(error) : error)
  }
}

async function showValue(value: unknown, count: number): Promise<void> {
  if (value === undefined) return
  const { data, metadata = {} } = (await rich(value)) ?? {
    data: { 'text/plain': typeof value === 'string' ? inspect(value) : inspect(value, { depth: 4 }) },
  }
  const content = { execution_count: count, data, metadata }
  tell({ type: 'publish', kind: 'execute_result', parent: here().parent, content })
}

async function rich(value: unknown) {
  if (typeof value !== 'object' || value === null) return undefined
  const { richDisplay } = await import('../../src/notebook/rich.ts')
  return richDisplay(value)
}

function describe(error: unknown): Extract<Outcome, { status: 'error' }> {
  if (error instanceof Interrupted)
    return {
      status: 'error',
      ename: error.name,
      evalue: error.message,
      traceback: [`${error.name}: ${error.message}`],
    }
  if (error instanceof Error) {
    const stack = mapStack(error.stack ?? `${error.name}: ${error.message}`)
    const cause = error.cause === undefined ? [] : [`caused by ${describe(error.cause).traceback.join('\n')}`]
    return {
      status: 'error',
      ename: error.name,
      evalue: error.message,
      traceback: [...stack.split('\n'), ...cause],
    }
  }
  const value = inspect(error)
  return { status: 'error', ename: 'Thrown', evalue: value, traceback: [`Thrown: ${value}`] }
}

const publish = (kind: string, content: Content, { metadata, buffers }: Partial<CommMessage> = {}) =>
  tell({
    type: 'publish',
    kind,
    parent: here().parent,
    content,
    ...(metadata && { metadata }),
    ...(buffers && { buffers }),
  })

interface OpenComm {
  readonly target: string
  readonly messages: ((message: CommMessage) => void)[]
  readonly closes: (() => void)[]
}
const comms = new Map<string, OpenComm>()
const targets = new Map<string, (comm: Comm, opening: CommMessage) => void>()
const tellComms = () =>
  tell({
    type: 'comms',
    open: Object.fromEntries([...comms].map(([id, { target }]) => [id, { target_name: target }])),
  })

function createComm(id: string, target: string): Comm {
  const open: OpenComm = { target, messages: [], closes: [] }
  comms.set(id, open)
  tellComms()
  return {
    id,
    send: (message) => publish('comm_msg', { comm_id: id, data: message.data }, message),
    // What a listener shows belongs to the cell that set it.
    onMessage: (listener) => void open.messages.push(AsyncResource.bind(listener)),
    onClose: (listener) => void open.closes.push(AsyncResource.bind(listener)),
    close(data = {}) {
      if (comms.delete(id)) publish('comm_close', { comm_id: id, data })
      tellComms()
    },
  }
}

let answerInput: ((value: string) => void) | undefined

const host: NotebookHost = {
  display({ data, metadata = {} }, { id, update = false } = {}) {
    const transient = id === undefined ? {} : { display_id: id }
    publish(update ? 'update_display_data' : 'display_data', { data, metadata, transient })
  },
  openComm(target, opening) {
    const comm = createComm(crypto.randomUUID(), target)
    publish('comm_open', { comm_id: comm.id, target_name: target, data: opening.data }, opening)
    return comm
  },
  onComm: (target, listener) => void targets.set(target, AsyncResource.bind(listener)),
  async input(prompt, { password = false } = {}) {
    const { allowStdin, abort } = here()
    if (!allowStdin) throw new Error('This front end cannot ask for a line: run the cell in one that can.')
    tell({ type: 'ask', prompt, password })
    return new Promise((resolve, reject) => {
      answerInput = resolve
      abort.signal.addEventListener('abort', () => reject(interruption()), { once: true })
    })
  },
}
installHost(host)

function takeComm({ kind, content, metadata, buffers }: Extract<ToMain, { type: 'comm' }>): void {
  const id = String(content.comm_id)
  const message: CommMessage = { data: (content.data ?? {}) as Content, metadata, buffers }
  if (kind === 'comm_open') {
    const listener = targets.get(String(content.target_name))
    if (listener) listener(createComm(id, String(content.target_name)), message)
    else publish('comm_close', { comm_id: id, data: {} })
  } else if (kind === 'comm_msg') for (const listener of comms.get(id)?.messages ?? []) listener(message)
  else {
    const closes = comms.get(id)?.closes ?? []
    comms.delete(id)
    tellComms()
    for (const listener of closes) listener()
  }
}

protocol.on('message', async (message: ToMain) => {
  switch (message.type) {
    case 'run':
      return tell({ type: 'done', serial: message.serial, outcome: await run(message) })
    case 'interrupt':
      if (message.serial === latest.serial) latest.abort.abort(interruption())
      return
    case 'input':
      return answerInput?.(message.value)
    case 'comm':
      try {
        takeComm(message)
      } catch (error) {
        process.stderr.write(`${describe(error).traceback.join('\n')}\n`)
      }
      return tell({ type: 'handled', handled: message.handled })
    case 'shutdown':
      process.exit(0)
  }
})
