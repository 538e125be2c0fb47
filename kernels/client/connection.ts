import { randomInt, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Dealer, Subscriber } from 'zeromq'
import { type ConnectionInfo, decode, encode, type WireMessage } from '../wire.ts'

/** The channels that a client sends on. */
export type Channel = 'shell' | 'control' | 'stdin'

/** A connection file, and what removes it. */
export interface ConnectionFile {
  readonly info: ConnectionInfo
  readonly path: string
  readonly remove: () => void
}

/** Writes a connection file of free ports of the loopback address and a new key, readable by its owner alone. */
export async function createConnectionFile(): Promise<ConnectionFile> {
  const [shell, iopub, stdin, control, hb] = await freePorts(5)
  const info: ConnectionInfo = {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell!,
    iopub_port: iopub!,
    stdin_port: stdin!,
    control_port: control!,
    hb_port: hb!,
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    kernel_name: '',
  }
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'))
  const path = join(folder, 'connection.json')
  writeFileSync(path, JSON.stringify(info), { mode: 0o600 })
  return { info, path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Ports from below those that systems hand out by themselves: connecting again and again to one of those before the
 * kernel listens may take it from the kernel, or meet itself.
 */
async function freePorts(count: number): Promise<number[]> {
  // All are held until all are found, so that no two are one.
  const servers: Server[] = []
  while (servers.length < count) {
    const server = createServer()
    const listening = once(server, 'listening')
    server.listen(randomInt(10_000, 32_768), '127.0.0.1')
    await listening.then(
      () => servers.push(server),
      () => {}, // taken: another
    )
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return ports
}

/** A client's sockets. */
export interface Sockets {
  /** Sends on a channel; `key` signs in place of the connection's. */
  readonly send: (channel: Channel, message: WireMessage, key?: string) => void
  readonly close: () => void
}

/** Connects to a kernel, which need not be up yet; `take` gets every message whose signature is right. */
export function connect(
  info: ConnectionInfo,
  session: string,
  take: (channel: Channel | 'iopub', message: WireMessage) => void,
): Sockets {
  const address = (port: number) => `${info.transport}://${info.ip}:${port}`
  // One identity on every channel: a kernel asks for input on stdin of whoever asked it on shell. Reconnecting is
  // quick because the kernel's readiness is measured.
  const options = { linger: 0, reconnectInterval: 5, reconnectMaxInterval: 20 }
  const dealer = (port: number) => {
    const socket = new Dealer({ ...options, routingId: session })
    socket.connect(address(port))
    return { socket, sent: Promise.resolve() }
  }
  const dealers = {
    shell: dealer(info.shell_port),
    control: dealer(info.control_port),
    stdin: dealer(info.stdin_port),
  }
  const iopub = new Subscriber({ ...options, receiveHighWaterMark: 0 })
  iopub.connect(address(info.iopub_port))
  iopub.subscribe()

  const listen = async (channel: Channel | 'iopub', socket: Dealer | Subscriber) => {
    try {
      for await (const frames of socket) {
        const message = decode(frames, info.key)
        if (message) take(channel, message)
      }
    } catch {} // closed while it waited
  }
  void listen('iopub', iopub)
  for (const channel of ['shell', 'control', 'stdin'] as const) void listen(channel, dealers[channel].socket)

  return {
    send: (channel, message, key = info.key) => {
      const to = dealers[channel]
      // A socket takes one waiting send at a time.
      to.sent = to.sent.then(() => to.socket.send(encode(message, key) as Uint8Array[])).catch(() => {})
    },
    close: () => {
      iopub.close()
      for (const { socket } of Object.values(dealers)) socket.close()
    },
  }
}
