import type { MessagePort } from 'node:worker_threads'
import type { ConnectionInfo, Content, Header } from '../wire.ts'
import type { CompiledCell } from './compiled.ts'

/** What the protocol thread is started with. */
export interface ProtocolStart {
  readonly connection: ConnectionInfo
  /** One Int32: the serial of the cell that is to end. */
  readonly interrupted: SharedArrayBuffer
  readonly compiler: MessagePort
}

/** What a cell came to. */
export type Outcome =
  | { readonly status: 'ok' }
  | {
      readonly status: 'error'
      readonly ename: string
      readonly evalue: string
      readonly traceback: readonly string[]
    }

/** From the protocol thread to the main thread. */
export type ToMain =
  | {
      readonly type: 'run'
      readonly serial: number
      readonly count: number
      readonly parent: Header
      readonly compiled: CompiledCell
      readonly silent: boolean
      readonly allowStdin: boolean
    }
  | { readonly type: 'interrupt'; readonly serial: number }
  | { readonly type: 'input'; readonly value: string }
  | {
      readonly type: 'comm'
      readonly kind: 'comm_open' | 'comm_msg' | 'comm_close'
      readonly parent: Header
      readonly content: Content
      readonly metadata: Content
      readonly buffers: readonly Uint8Array[]
      readonly handled: number
    }
  | { readonly type: 'shutdown' }

/** From the main thread to the protocol thread. */
export type ToProtocol =
  | {
      readonly type: 'publish'
      readonly kind: string
      readonly parent: Partial<Header>
      readonly content: Content
      readonly metadata?: Content
      readonly buffers?: readonly Uint8Array[]
    }
  | { readonly type: 'done'; readonly serial: number; readonly outcome: Outcome }
  | { readonly type: 'ask'; readonly prompt: string; readonly password: boolean }
  | { readonly type: 'handled'; readonly handled: number }
  | { readonly type: 'comms'; readonly open: Readonly<Record<string, { readonly target_name: string }>> }
