import { MessageChannel } from 'node:worker_threads'
import type { Picture } from '../sampling/draw.ts'
import type { Comm, CommMessage, NotebookHost } from './host.ts'

/** An 8 x 8 picture of one grey, for tests. */
export const flat = (shade: number, prompt = 'A rose', seed = 0): Picture => ({
  pixels: new Uint8Array(8 * 8 * 3).fill(shade),
  width: 8,
  height: 8,
  prompt,
  seed,
})

/** A kernel and its page over a pair of message ports, as far apart as threads are: for tests of what lives in both. */
export function portHost() {
  const { port1, port2 } = new MessageChannel()
  const listeners = new Map<string, { message?: (message: CommMessage) => void; close?: () => void }>()
  const targets = new Map<string, (comm: Comm, opening: CommMessage) => void>()
  const commOf = (id: string): Comm => {
    const own: { message?: (message: CommMessage) => void; close?: () => void } = {}
    listeners.set(id, own)
    return {
      id,
      send: (message) => port1.postMessage({ id, kind: 'msg', message }),
      onMessage: (listener) => {
        own.message = listener
      },
      onClose: (listener) => {
        own.close = listener
      },
      close: () => port1.postMessage({ id, kind: 'close', message: { data: {} } }),
    }
  }
  port1.on('message', ({ id, kind, target, message }: Wire) => {
    if (kind === 'open') targets.get(target ?? '')?.(commOf(id), message)
    else if (kind === 'msg') listeners.get(id)?.message?.(message)
    else listeners.get(id)?.close?.()
  })
  let opened = 0
  const host: NotebookHost = {
    display: () => {},
    openComm(target, message) {
      const id = `comm ${opened++}`
      port1.postMessage({ id, kind: 'open', target, message })
      return commOf(id)
    },
    onComm: (target, listener) => void targets.set(target, listener),
    input: async () => '',
  }
  const arrived: Wire[] = []
  const waiting: (() => void)[] = []
  port2.on('message', (wire: Wire) => {
    arrived.push(wire)
    for (const wake of waiting.splice(0)) wake()
  })
  return {
    host,
    page: {
      send: (wire: Wire) => port2.postMessage(wire),
      /** The next message that the kernel sent. */
      async next(): Promise<Wire> {
        while (arrived.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
        return arrived.shift() as Wire
      },
    },
    close: () => port1.close(),
  }
}

/** What goes between kernel and page. */
export interface Wire {
  readonly id: string
  readonly kind: 'open' | 'msg' | 'close'
  readonly target?: string
  readonly message: CommMessage
}
