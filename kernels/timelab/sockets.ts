import { Publisher, Reply, Router } from 'zeromq'
import { type ConnectionInfo, decode, encode, type WireMessage } from '../wire.ts'

/** Channels on which front ends ask. */
export type Channel = 'shell' | 'control' | 'stdin'

/** A kernel's sockets, bound. */
export interface KernelSockets {
  readonly send: (channel: Channel | 'iopub', message: WireMessage) => Promise<void>
  readonly close: () => void
}

/** Binds a kernel's sockets to the connection's address; `take` gets each message whose signature is right. */
export async function bindSockets(
  info: ConnectionInfo,
  take: (channel: Channel, message: WireMessage) => void,
): Promise<KernelSockets> {
  const address = (port: number) => `${info.transport}://${info.ip}:${port}`
  // What a front end does not fetch must neither be lost nor hold a cell up.
  const options = { linger: 500, sendHighWaterMark: 0 }
  const routers = {
    shell: new Router(options),
    control: new Router(options),
    stdin: new Router(options),
  }
  const iopub = new Publisher(options)
  const heartbeat = new Reply(options)
  // Answers published before this is bound would be lost, so it is first.
  await iopub.bind(address(info.iopub_port))
  await Promise.all([
    heartbeat.bind(address(info.hb_port)),
    routers.stdin.bind(address(info.stdin_port)),
    routers.control.bind(address(info.control_port)),
    routers.shell.bind(address(info.shell_port)),
  ])
  const listen = async (channel: Channel) => {
    try {
      for await (const frames of routers[channel]) {
        const message = decode(frames, info.key)
        if (message) take(channel, message)
      }
    } catch {} // closed
  }
  for (const channel of ['shell', 'control', 'stdin'] as const) void listen(channel)
  void (async () => {
    try {
      for await (const beat of heartbeat) await heartbeat.send(beat)
    } catch {} // closed
  })()

  const sent = new Map<string, Promise<void>>()
  return {
    send(channel, message) {
      const socket = channel === 'iopub' ? iopub : routers[channel]
      const frames = encode(message, info.key) as Buffer[]
      // A socket takes one waiting send at a time.
      const next = (sent.get(channel) ?? Promise.resolve()).then(() => socket.send(frames)).catch(() => {})
      sent.set(channel, next)
      return next
    },
    close() {
      for (const socket of [...Object.values(routers), iopub, heartbeat]) socket.close()
    },
  }
}
