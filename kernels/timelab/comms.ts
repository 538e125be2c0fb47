import { randomUUID } from 'node:crypto'
import type { Comm, CommMessage } from '../../src/notebook/host.ts'
import type { Content, Header } from '../wire.ts'
import { recordField } from './fields.ts'
import type { CommOrder } from './messages.ts'
import { listenerOf } from './running.ts'

/** Sends a message of this kind from the cell that runs. */
export type Send = (
  kind: 'comm_open' | 'comm_msg' | 'comm_close',
  content: Content,
  message?: Pick<CommMessage, 'metadata' | 'buffers'>,
) => void

/** The comms of a kernel. */
export interface Comms {
  readonly open: (target: string, opening: CommMessage) => Comm
  readonly onOpen: (target: string, listener: (comm: Comm, opening: CommMessage) => void) => void
  /** Hands what the page said to whoever listens; what listeners throw is theirs. */
  readonly take: (order: CommOrder) => void
}

interface Listeners {
  readonly messages: ((answers: Header, message: CommMessage) => void)[]
  readonly closes: ((answers: Header) => void)[]
}

/** Comms over `send`; `changed` is told of each that is opened, by its target, or closed. */
export function createComms(send: Send, changed: (id: string, target?: string) => void): Comms {
  const open = new Map<string, Listeners>()
  const targets = new Map<string, (answers: Header, comm: Comm, opening: CommMessage) => void>()

  function create(id: string, target: string): Comm {
    const listeners: Listeners = { messages: [], closes: [] }
    open.set(id, listeners)
    changed(id, target)
    return {
      id,
      send: (message) => send('comm_msg', { comm_id: id, data: message.data }, message),
      onMessage: (listener) => void listeners.messages.push(listenerOf(listener)),
      onClose: (listener) => void listeners.closes.push(listenerOf(listener)),
      close(data = {}) {
        if (!open.delete(id)) return
        send('comm_close', { comm_id: id, data })
        changed(id)
      },
    }
  }

  return {
    open(target, opening) {
      const comm = create(randomUUID(), target)
      send('comm_open', { comm_id: comm.id, target_name: target, data: opening.data }, opening)
      return comm
    },
    onOpen: (target, listener) => void targets.set(target, listenerOf(listener)),
    take({ kind, parent, content, metadata, buffers }) {
      const id = String(content.comm_id)
      const message: CommMessage = { data: recordField(content, 'data'), metadata, buffers }
      const target = String(content.target_name)
      if (kind === 'comm_open') {
        const listener = targets.get(target)
        if (listener) listener(parent, create(id, target), message)
        else send('comm_close', { comm_id: id, data: {} })
        return
      }
      const listeners = open.get(id)
      if (kind === 'comm_msg') for (const listener of listeners?.messages ?? []) listener(parent, message)
      else if (open.delete(id)) {
        changed(id)
        for (const listener of listeners?.closes ?? []) listener(parent)
      }
    },
  }
}
