import { writeSync } from 'node:fs'
import { Reply, Router, XPublisher } from 'zeromq'
import { InputError } from '../../src/errors.ts'
import {
  type ConnectionInfo,
  decode,
  encode,
  header,
  partsOf,
  signatureOf,
  type WireMessage,
} from '../wire.ts'
import { checkConnection } from './connection-file.ts'
import { isBounded } from './message-limits.ts'

/** Channels on which front ends ask. */
export type Channel = 'shell' | 'control' | 'stdin'

/** A kernel's sockets, bound. */
export interface KernelSockets {
  readonly send: (channel: Channel | 'iopub', message: WireMessage) => Promise<void>
  /** Hands over each message that is whole, signed with the connection's key and new; to be called once. */
  readonly listen: (take: (channel: Channel, message: WireMessage) => void) => void
  /** Closes them once all that was said is handed over. */
  readonly close: () => Promise<void>
}

/** Signatures of so many messages are remembered: one that comes again is somebody else's echo. */
const REMEMBERED = 65_536

/** A frame of more bytes ends the connection that it comes by: it would be held in memory, and hashed, before it is refused. */
const LARGEST = 256 << 20

/**
 * Binds a kernel's sockets to the loopback address. Messages that are not signed with the connection's key, not whole or
 * not new are dropped, which is said on standard error once. Whoever subscribes is welcomed (protocol 5.5).
 * Throws an InputError where the connection is to be open to other machines, or signed in a way that is not known here, and
 * where a port is taken.
 */
export async function bindSockets(info: ConnectionInfo, session: string): Promise<KernelSockets> {
  checkConnection(info)
  // What a front end does not fetch must neither be lost nor hold a cell up.
  const options = { linger: 500, sendHighWaterMark: 0, maxMessageSize: LARGEST }
  const routers = {
    shell: new Router(options),
    control: new Router(options),
    stdin: new Router(options),
  }
  const iopub = new XPublisher({ ...options, verbosity: 'allSubs' })
  const heartbeat = new Reply(options)
  const all = [...Object.values(routers), iopub, heartbeat]
  const bind = async (socket: Reply | Router | XPublisher, name: keyof ConnectionInfo) => {
    try {
      await socket.bind(`tcp://127.0.0.1:${info[name]}`)
    } catch (error) {
      throw new InputError(
        `The connection file's ${name}, ${info[name]}, cannot be listened on (${(error as Error).message}): start the kernel again.`,
      )
    }
  }
  // Answers published before this is bound would be lost, so it is first.
  const bound = await Promise.allSettled([bind(iopub, 'iopub_port')])
  const rest = [
    [heartbeat, 'hb_port'],
    [routers.stdin, 'stdin_port'],
    [routers.control, 'control_port'],
    [routers.shell, 'shell_port'],
  ] as const
  // All have to be over before any is closed: the process aborts where one is closed meanwhile.
  bound.push(...(await Promise.allSettled(rest.map(([socket, name]) => bind(socket, name)))))
  const failed = bound.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') {
    // A thread that ends with sockets open takes the process down without a word.
    for (const socket of all) socket.close()
    throw failed.reason
  }

  const isNew = remember(REMEMBERED)
  let told = false
  const accept = (frames: readonly Buffer[]): WireMessage | undefined => {
    const message = isBounded(partsOf(frames)) ? decode(frames, info.key) : undefined
    if (message && isWhole(message) && (info.key === '' || isNew(signatureOf(frames)))) return message
    if (!told) {
      told = true
      writeSync(
        2,
        "A message was dropped: it was not signed with this kernel's key, not whole, too large, or not new.\n",
      )
    }
    return undefined
  }
  const reading = [untilClosed(heartbeat, (beat) => heartbeat.send(beat))]
  const welcoming = untilClosed(iopub, ([frame]) => {
    if (frame?.[0] !== 1) return
    const topic = frame.subarray(1)
    const content = { subscription: topic.toString() }
    const welcome = { header: header('iopub_welcome', session), parent: {}, metadata: {}, content }
    void send('iopub', { identities: [topic], ...welcome, buffers: [] })
  })

  /** What is too long for any text, half a gigabyte, cannot be said. */
  function encoded(message: WireMessage): Buffer[] | undefined {
    try {
      return encode(message, info.key) as Buffer[]
    } catch (error) {
      writeSync(2, `A ${message.header.msg_type} was not sent: ${(error as Error).message}.\n`)
      return undefined
    }
  }

  reading.push(welcoming)

  const sent = new Map<string, Promise<void>>()
  function send(channel: Channel | 'iopub', message: WireMessage): Promise<void> {
    const socket = channel === 'iopub' ? iopub : routers[channel]
    const frames = encoded(message)
    if (!frames) return Promise.resolve()
    // A socket takes one waiting send at a time.
    const next = (sent.get(channel) ?? Promise.resolve()).then(() => socket.send(frames)).catch(() => {})
    sent.set(channel, next)
    return next
  }
  return {
    send,
    listen(take) {
      for (const channel of ['shell', 'control', 'stdin'] as const)
        reading.push(
          untilClosed(routers[channel], (frames) => {
            const message = accept(frames)
            if (message) take(channel, message)
          }),
        )
    },
    async close() {
      await Promise.all(sent.values())
      for (const socket of all) socket.close()
      // A process that ends while one is still being read aborts.
      await Promise.allSettled(reading)
    },
  }
}

async function untilClosed(
  socket: AsyncIterable<Buffer[]> & { readonly closed: boolean },
  take: (frames: Buffer[]) => unknown,
): Promise<void> {
  try {
    for await (const frames of socket) await take(frames)
  } catch (error) {
    if (!socket.closed) throw error
  }
}

/** Whether what was signed is a message, and not JSON of another shape. Headers are sent back as they are, so they are flat. */
const isWhole = ({ header, content, metadata }: WireMessage): boolean =>
  typeof header?.msg_id === 'string' &&
  typeof header.msg_type === 'string' &&
  Object.values(header).every((value) => typeof value !== 'object' || value === null) &&
  [content, metadata].every((part) => typeof part === 'object' && part !== null)

/** Whether a text was not among the last `most`. */
function remember(most: number): (text: string) => boolean {
  const seen = new Set<string>()
  return (text) => {
    if (seen.has(text)) return false
    seen.add(text)
    if (seen.size > most) seen.delete(seen.values().next().value!)
    return true
  }
}
