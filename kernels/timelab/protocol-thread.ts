import { parentPort, workerData } from 'node:worker_threads'
import { type Content, type Header, header, type WireMessage } from '../wire.ts'
import type { Diagnostic } from './compiled.ts'
import { connectCompiler } from './compiler-client.ts'
import { createHistory } from './history.ts'
import { kernelInfo } from './kernel-info.ts'
import type { Outcome, ProtocolStart, ToMain, ToProtocol } from './messages.ts'
import { codePoints, units } from './offsets.ts'
import { bindSockets, type Channel } from './sockets.ts'

const { connection, interrupted, compiler: compilerPort } = workerData as ProtocolStart
const flag = new Int32Array(interrupted)
const main = parentPort!
const compiler = connectCompiler(compilerPort)
const session = crypto.randomUUID()
const history = createHistory()
const tell = (message: ToMain, transfer: ArrayBuffer[] = []) => main.postMessage(message, transfer)

interface Request {
  readonly channel: Channel
  readonly message: WireMessage
}

/** Text of one stream that follows on itself is sent together: a loop that prints is one message every few milliseconds. */
let text: { readonly parent: Partial<Header>; readonly name: unknown; text: string } | undefined
function flush(): void {
  if (!text) return
  const { parent, ...content } = text
  text = undefined
  send('iopub', 'stream', parent, content)
}

function publish(
  type: string,
  parent: Partial<Header>,
  content: Content,
  metadata: Content = {},
  buffers: readonly Uint8Array[] = [],
): void {
  if (type === 'stream') {
    if (text && text.parent.msg_id === parent.msg_id && text.name === content.name) {
      text.text += content.text
      return
    }
    flush()
    text = { parent, name: content.name, text: String(content.text) }
    setTimeout(flush, 5)
    return
  }
  flush()
  send('iopub', type, parent, content, metadata, [Buffer.from(`kernel.${session}.${type}`)], buffers)
}

function send(
  channel: Channel | 'iopub',
  type: string,
  parent: Partial<Header>,
  content: Content,
  metadata: Content = {},
  identities: readonly Uint8Array[] = [Buffer.from(`kernel.${session}.${type}`)],
  buffers: readonly Uint8Array[] = [],
): void {
  void sockets.send(channel, {
    identities,
    header: header(type, session),
    parent,
    metadata,
    content,
    buffers,
  })
}

function reply({ channel, message }: Request, content: Content): void {
  const type = message.header.msg_type.replace(/_request$/, '_reply')
  send(channel, type, message.header, { status: 'ok', ...content }, {}, message.identities)
}

const busy = ({ message }: Request, state: 'busy' | 'idle') =>
  publish('status', message.header, { execution_state: state })

async function receive(request: Request): Promise<void> {
  const { channel, message } = request
  const type = message.header.msg_type
  if (channel === 'stdin') {
    if (type === 'input_reply') tell({ type: 'input', value: String(message.content.value ?? '') })
    return
  }
  if (type === 'execute_request') return enqueue(request)
  busy(request, 'busy')
  try {
    await answer(request, type)
  } catch (error) {
    reply(request, { status: 'error', ename: 'Error', evalue: (error as Error).message, traceback: [] })
  }
  busy(request, 'idle')
}

async function answer(request: Request, type: string): Promise<void> {
  const content = request.message.content as Record<string, unknown>
  const code = String(content.code ?? '')
  switch (type) {
    case 'kernel_info_request':
      return reply(request, kernelInfo)
    case 'complete_request': {
      const { matches, start, end } = await compiler.complete(code, units(code, content.cursor_pos))
      const place = { cursor_start: codePoints(code, start), cursor_end: codePoints(code, end) }
      const typed = matches.map((match) => ({ ...match, start: place.cursor_start, end: place.cursor_end }))
      return reply(request, {
        ...place,
        matches: matches.map((match) => match.text),
        metadata: { _jupyter_types_experimental: typed },
      })
    }
    case 'inspect_request': {
      const hover = await compiler.hover(code, units(code, content.cursor_pos))
      if (!hover) return reply(request, { found: false, data: {}, metadata: {} })
      const tags = hover.tags.map(({ name, text }) => `@${name} ${text}`)
      const words = [hover.documentation, ...tags].filter((part) => part !== '')
      return reply(request, {
        found: true,
        data: {
          'text/plain': [hover.signature, ...words].join('\n\n'),
          'text/markdown': [`\`\`\`typescript\n${hover.signature}\n\`\`\``, ...words].join('\n\n'),
        },
        metadata: {},
      })
    }
    case 'is_complete_request':
      return reply(request, { ...(await compiler.isComplete(code)) })
    case 'history_request':
      return reply(request, { history: history.find(content) })
    case 'comm_info_request': {
      const target = content.target_name
      const open = Object.entries(comms).filter(([, { target_name }]) => !target || target_name === target)
      return reply(request, { comms: Object.fromEntries(open) })
    }
    case 'comm_open':
    case 'comm_msg':
    case 'comm_close':
      if (type === 'comm_close') {
        const { [String(content.comm_id)]: _, ...open } = comms
        comms = open
      }
      return new Promise((done) => {
        handled.set(++commCount, done)
        const { content, metadata, buffers, header: parent } = request.message
        tell({ type: 'comm', kind: type, parent, content, metadata, buffers, handled: commCount })
      })
    case 'interrupt_request':
      interrupt()
      return reply(request, {})
    case 'shutdown_request':
      reply(request, { restart: content.restart === true })
      busy(request, 'idle')
      return shutdown()
  }
}

let comms: Readonly<Record<string, { readonly target_name: string }>> = {}
const handled = new Map<number, () => void>()
let commCount = 0

function interrupt(): void {
  if (running === undefined) return
  Atomics.store(flag, 0, running.serial)
  tell({ type: 'interrupt', serial: running.serial })
  process.kill(process.pid, 'SIGINT')
}

async function shutdown(): Promise<void> {
  flush()
  // No `dead` is published: a front end that hears it takes a restart for the kernel's end.
  await sockets.close()
  tell({ type: 'shutdown' })
  // A main thread that computes hears nothing.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 600)
}

const queue: Request[] = []
let running:
  | { readonly serial: number; readonly request: Request; done?: (outcome: Outcome) => void }
  | undefined
let count = 0
let serials = 0

function enqueue(request: Request): void {
  queue.push(request)
  if (!working) void work()
}

let working = false
async function work(): Promise<void> {
  working = true
  for (let request = queue.shift(); request; request = queue.shift()) await execute(request)
  working = false
}

/** Runs a cell; where it fails, what is queued behind it is left, unless it was asked not to. */
async function execute(request: Request): Promise<void> {
  const { header: parent, content } = request.message
  const code = String(content.code ?? '')
  const silent = content.silent === true
  const stored = !silent && content.store_history !== false
  if (stored) count++
  const serial = ++serials
  running = { serial, request }
  busy(request, 'busy')
  if (!silent) publish('execute_input', parent, { code, execution_count: count })
  const outcome = await run(serial, code, request, silent)
  if (stored) history.add(count, code)
  if (outcome.status === 'ok') {
    reply(request, { execution_count: count, user_expressions: {}, payload: [] })
    busy(request, 'idle')
    running = undefined
    return
  }
  const { status: _, ...error } = outcome
  publish('error', parent, error)
  // What was sent along with this cell may still be on its way; what is sent once this is answered was meant to run.
  if (content.stop_on_error !== false) await new Promise((done) => setTimeout(done, 20))
  reply(request, { ...outcome, execution_count: count })
  busy(request, 'idle')
  running = undefined
  if (content.stop_on_error === false) return
  for (const left of queue.splice(0)) {
    busy(left, 'busy')
    // Without a count: it did not run.
    reply(left, { status: 'aborted' })
    busy(left, 'idle')
  }
}

async function run(serial: number, code: string, request: Request, silent: boolean): Promise<Outcome> {
  try {
    const compiled = await compiler.compile(code, Math.max(1, count))
    if (!compiled.ok) return refused(code, compiled.diagnostics)
    if (Atomics.load(flag, 0) === serial)
      return { status: 'error', ename: 'Interrupted', evalue: 'The cell was interrupted.', traceback: [] }
    const { header: parent, content } = request.message
    const allowStdin = content.allow_stdin === true
    const outcome = await new Promise<Outcome>((done) => {
      running!.done = done
      tell({ type: 'run', serial, count, parent, compiled, silent, allowStdin })
    })
    await compiler.commit(Math.max(1, count))
    return outcome
  } catch (error) {
    const { name, message } = error as Error
    return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] }
  }
}

function refused(code: string, diagnostics: readonly Diagnostic[]): Outcome {
  const lines = code.split('\n')
  const said = diagnostics.map(({ file, line, character, message, code: number }) => ({
    text: `${file ? `${file}:` : ''}${line}:${character} - ${message} (TS${number})`,
    source: file ? [] : [lines[line - 1] ?? '', `${' '.repeat(character - 1)}^`],
  }))
  return {
    status: 'error',
    ename: 'TypeScript',
    evalue: said.map(({ text }) => text).join('\n'),
    traceback: said.flatMap(({ text, source }) => [text, ...source]),
  }
}

main.on('message', (message: ToProtocol) => {
  switch (message.type) {
    case 'publish':
      return publish(message.kind, message.parent, message.content, message.metadata, message.buffers)
    case 'done':
      if (message.serial === running?.serial) running.done?.(message.outcome)
      return
    case 'ask': {
      if (!running) return
      const { identities, header: parent } = running.request.message
      flush()
      return send(
        'stdin',
        'input_request',
        parent,
        { prompt: message.prompt, password: message.password },
        {},
        identities,
      )
    }
    case 'handled':
      handled.get(message.handled)?.()
      handled.delete(message.handled)
      return
    case 'comms':
      comms = message.open
  }
})

// Last, because a message may come at once.
const sockets = await bindSockets(
  connection,
  session,
  (channel, message) => void receive({ channel, message }),
)
publish('status', {}, { execution_state: 'starting' })
