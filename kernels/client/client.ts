import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { type ConnectionInfo, type Content, type Header, header, type WireMessage } from '../wire.ts'
import { type Channel, connect, createConnectionFile } from './connection.ts'
import { type Displays, type Output, outputArea } from './outputs.ts'
import { type KernelProcess, startProcess } from './process.ts'
import type { KernelSpec } from './spec.ts'

/** How long a caller waits: until `signal` aborts or `timeout` milliseconds pass, whichever comes first. */
export interface Wait {
  readonly signal?: AbortSignal
  readonly timeout?: number
}

/** A message as it came in, with its channel and the milliseconds since the kernel's process was started. */
export interface Received extends WireMessage {
  readonly channel: Channel | 'iopub'
  readonly at: number
}

/** How a cell is run; by default as a front end does: stored, input refused, errors stopping what is queued. */
export interface ExecuteOptions extends Wait {
  readonly silent?: boolean
  readonly storeHistory?: boolean
  readonly stopOnError?: boolean
  /** Answers where the cell asks for a line. Without it the kernel is told that no input is to be had. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>
  /** Called with each message that belongs to the cell, late ones too. */
  readonly onMessage?: (message: Received) => void
}

/** What a cell came to. `outputs` and `messages` go on growing where a cell writes after its end. */
export interface Execution {
  readonly id: string
  readonly status: 'ok' | 'error' | 'aborted'
  readonly reply: Content
  readonly executionCount: number | null
  readonly outputs: readonly Output[]
  readonly messages: readonly Received[]
  /** From sending the request to the later of its reply and its idle status. */
  readonly milliseconds: number
}

/** A running kernel. Every wait throws where its time is up, its signal aborts or the kernel's process ends. */
export interface KernelClient {
  readonly pid: number
  /** Milliseconds from starting the process to the first kernel_info_reply. */
  readonly ready: number
  readonly spec: KernelSpec
  /** Its sockets' ports and the key that signs. */
  readonly connection: ConnectionInfo
  readonly session: string
  /** Every message of the session, in the order it came. */
  readonly messages: readonly Received[]
  /** The kernel_info_reply. */
  readonly kernelInfo: (wait?: Wait) => Promise<Content>
  /** Runs a cell; resolves once it replied and is idle. Waits without limit unless told. */
  readonly execute: (code: string, options?: ExecuteOptions) => Promise<Execution>
  /** Completion and hover at an offset in UTF-16 units; by default the end. */
  readonly complete: (code: string, offset?: number, wait?: Wait) => Promise<Content>
  readonly inspect: (code: string, offset?: number, wait?: Wait) => Promise<Content>
  readonly isComplete: (code: string, wait?: Wait) => Promise<Content>
  readonly history: (content: Content, wait?: Wait) => Promise<Content>
  readonly commInfo: (target?: string, wait?: Wait) => Promise<Content>
  /** Opens a comm; returns its id. The kernel answers no comm_open: see `waitFor`. */
  readonly openComm: (target: string, data: Content, buffers?: readonly Uint8Array[]) => string
  readonly sendComm: (id: string, data: Content, buffers?: readonly Uint8Array[]) => string
  readonly closeComm: (id: string, data?: Content) => string
  /** Interrupts as the kernel's description says. Resolves once asked, not once the cell has ended. */
  readonly interrupt: (wait?: Wait) => Promise<void>
  /** Sends a message as it stands and returns its id; `key` signs it in place of the right one. */
  readonly send: (channel: Channel, type: string, content: Content, options?: SendOptions) => string
  /** Sends a request and waits for the reply to it. */
  readonly request: (channel: Channel, type: string, content: Content, wait?: Wait) => Promise<Received>
  /** The first message, from those of the past on, that `test` accepts. */
  readonly waitFor: (test: (message: Received) => boolean, wait?: Wait) => Promise<Received>
  /** Ends the kernel, or starts it again on the same sockets; its process is killed where it does not end by itself. */
  readonly shutdown: (restart?: boolean, wait?: Wait) => Promise<void>
  /** Kills the process and removes the connection file, at once; may be called twice. */
  readonly close: () => Promise<void>
}

/** What may be set on a message that is sent as it stands. */
export interface SendOptions {
  readonly key?: string
  readonly buffers?: readonly Uint8Array[]
  readonly metadata?: Content
  readonly parent?: Partial<Header>
}

const REQUEST_TIMEOUT = 60_000

/** Starts a kernel and waits until it answers and what it publishes arrives. Ends it where that fails. */
export async function launchKernel(spec: KernelSpec, wait: Wait = {}): Promise<KernelClient> {
  const file = await createConnectionFile()
  const session = randomUUID()
  const messages: Received[] = []
  const listeners = new Set<(message: Received) => void>()
  /** What takes the messages of each cell that was run; kept, since a late output belongs to its cell. */
  const cells = new Map<string, (message: Received) => void>()
  const displays: Displays = new Map()
  let started = performance.now()
  let kernel: KernelProcess
  const closing = new AbortController()

  const sockets = connect(file.info, session, (channel, message) => {
    const received = { ...message, channel, at: performance.now() - started }
    messages.push(received)
    cells.get(message.parent.msg_id ?? '')?.(received)
    for (const listener of [...listeners]) listener(received)
  })
  const start = () => {
    started = performance.now()
    kernel = startProcess(spec, file.path)
  }
  const close = async () => {
    closing.abort()
    sockets.close()
    kernel.signal('SIGKILL')
    await kernel.gone
    file.remove()
  }
  const removeAtExit = () => file.remove()
  process.once('exit', removeAtExit)

  /** Settles by `begin`'s calls, or throws by the wait's end or the kernel's. */
  const until = <T>(
    what: string,
    { signal, timeout }: Wait,
    begin: (done: (value: T) => void) => () => void,
  ) =>
    new Promise<T>((resolve, reject) => {
      const stop = (error: Error) => {
        finish()
        reject(error)
      }
      const end = begin((value) => {
        finish()
        resolve(value)
      })
      const aborted = () => stop(new Error(`${what}: stopped waiting (${signal?.reason ?? 'aborted'})`))
      const closed = () => stop(new Error(`${what}: the client was closed`))
      const timer =
        timeout === undefined || timeout === Infinity
          ? undefined
          : setTimeout(() => stop(new Error(`${what}: no answer within ${timeout} ms`)), timeout)
      function finish() {
        clearTimeout(timer)
        end()
        signal?.removeEventListener('abort', aborted)
        closing.signal.removeEventListener('abort', closed)
        gone = undefined
      }
      let gone: ((how: string) => void) | undefined = (how) => stop(new Error(`${what}: ${how}`))
      void kernel.gone.then((how) => gone?.(how))
      signal?.addEventListener('abort', aborted)
      closing.signal.addEventListener('abort', closed)
      if (signal?.aborted) aborted()
      else if (closing.signal.aborted) closed()
    })

  const listen = (listener: (message: Received) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const post = (channel: Channel, head: Header, content: Content, options: SendOptions = {}) => {
    const { key, buffers = [], metadata = {}, parent = {} } = options
    sockets.send(channel, { identities: [], header: head, parent, metadata, content, buffers }, key)
  }
  const send: KernelClient['send'] = (channel, type, content, options) => {
    const head = header(type, session)
    post(channel, head, content, options)
    return head.msg_id
  }
  const waitFor: KernelClient['waitFor'] = (test, { timeout = REQUEST_TIMEOUT, signal } = {}) => {
    const past = messages.find(test)
    if (past) return Promise.resolve(past)
    return until<Received>('waiting for a message', bounds(timeout, signal), (done) =>
      listen((message) => test(message) && done(message)),
    )
  }
  const request: KernelClient['request'] = (channel, type, content, options = {}) => {
    const head = header(type, session)
    const answered = until<Received>(
      type,
      bounds(options.timeout ?? REQUEST_TIMEOUT, options.signal),
      (done) =>
        listen(
          (message) => message.channel === channel && message.parent.msg_id === head.msg_id && done(message),
        ),
    )
    post(channel, head, content)
    return answered
  }
  const ask = async (type: string, content: Content, options?: Wait) =>
    (await request('shell', type, content, options)).content

  const execute: KernelClient['execute'] = async (code, options = {}) => {
    const { silent = false, storeHistory = !silent, stopOnError = true, onInput, onMessage } = options
    const head = header('execute_request', session)
    const area = outputArea(displays)
    const own: Received[] = []
    let reply: Received | undefined
    let idle = false
    const begun = performance.now()
    const ended = until<Received>('execute_request', options, (done) => {
      cells.set(head.msg_id, (message) => {
        own.push(message)
        onMessage?.(message)
        if (message.channel === 'iopub') area.take(message)
        if (message.channel === 'stdin') void answer(message)
        if (message.channel === 'shell') reply = message
        if (message.header.msg_type === 'status' && message.content.execution_state === 'idle') idle = true
        if (reply && idle) done(reply)
      })
      return () => {}
    })
    const answer = async ({ header: asked, content }: Received) => {
      const value = await onInput?.(String(content.prompt ?? ''), content.password === true)
      send('stdin', 'input_reply', { status: 'ok', value: value ?? '' }, { parent: asked })
    }
    post('shell', head, {
      code,
      silent,
      store_history: storeHistory,
      user_expressions: {},
      allow_stdin: onInput !== undefined,
      stop_on_error: stopOnError,
    })
    const { content } = await ended
    return {
      id: head.msg_id,
      status: content.status === 'ok' || content.status === 'error' ? content.status : 'aborted',
      reply: content,
      executionCount: typeof content.execution_count === 'number' ? content.execution_count : null,
      outputs: area.outputs,
      messages: own,
      milliseconds: performance.now() - begun,
    }
  }

  const comm = (type: string, content: Content, buffers?: readonly Uint8Array[]) =>
    send('shell', type, content, buffers ? { buffers } : {})
  const openComm: KernelClient['openComm'] = (target, data, buffers) => {
    const id = randomUUID()
    comm('comm_open', { comm_id: id, target_name: target, data }, buffers)
    return id
  }

  const interrupt: KernelClient['interrupt'] = async (options) => {
    if (spec.interruptMode === 'signal') kernel.signal('SIGINT')
    else await request('control', 'interrupt_request', {}, options)
  }

  /** Asks what the kernel is, again and again, until `test` accepts a message. */
  const askUntil = (what: string, every: number, limits: Wait, test: (message: Received) => boolean) =>
    until<void>(what, limits, (done) => {
      const stop = listen((message) => test(message) && done())
      const ask = () => send('shell', 'kernel_info_request', {})
      const timer = setInterval(ask, every)
      ask()
      return () => {
        stop()
        clearInterval(timer)
      }
    })
  const awaitReady = async () => {
    const limits = bounds(wait.timeout ?? REQUEST_TIMEOUT, wait.signal)
    // Some kernels lose a request that comes while they still open their sockets.
    await askUntil('kernel_info_request', 250, limits, ({ channel }) => channel === 'shell')
    const ready = performance.now() - started
    // What is published before the subscription reaches the kernel is lost.
    await askUntil('waiting for what it publishes', 50, limits, ({ channel }) => channel === 'iopub')
    return ready
  }

  const shutdown: KernelClient['shutdown'] = async (restart = false, { timeout = 5000, signal } = {}) => {
    const old = kernel
    try {
      await request('control', 'shutdown_request', { restart }, bounds(timeout, signal))
    } catch {} // gone, or deaf: killed below
    const timer = setTimeout(() => old.signal('SIGKILL'), 2000)
    await old.gone
    clearTimeout(timer)
    if (restart) {
      start()
      await awaitReady()
    } else await end()
  }
  const end = async () => {
    await close()
    process.off('exit', removeAtExit)
  }

  start()
  try {
    const ready = await awaitReady()
    return {
      pid: kernel!.pid,
      ready,
      spec,
      connection: file.info,
      session,
      messages,
      kernelInfo: (options) => ask('kernel_info_request', {}, options),
      execute,
      complete: (code, offset = code.length, options) =>
        ask('complete_request', { code, cursor_pos: codePoints(code, offset) }, options),
      inspect: (code, offset = code.length, options) =>
        ask('inspect_request', { code, cursor_pos: codePoints(code, offset), detail_level: 0 }, options),
      isComplete: (code, options) => ask('is_complete_request', { code }, options),
      history: (content, options) => ask('history_request', content, options),
      commInfo: (target, options) =>
        ask('comm_info_request', target === undefined ? {} : { target_name: target }, options),
      openComm,
      sendComm: (id, data, buffers) => comm('comm_msg', { comm_id: id, data }, buffers),
      closeComm: (id, data = {}) => comm('comm_close', { comm_id: id, data }),
      interrupt,
      send,
      request,
      waitFor,
      shutdown,
      close: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

const bounds = (timeout: number, signal: AbortSignal | undefined): Wait =>
  signal ? { timeout, signal } : { timeout }

/** The protocol counts a cursor's position in code points. */
const codePoints = (code: string, offset: number): number => [...code.slice(0, offset)].length
