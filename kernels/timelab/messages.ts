import type { MessagePort } from 'node:worker_threads'
import type { MimeBundle } from '../../src/notebook/host.ts'
import type { ConnectionInfo, Content, Header } from '../wire.ts'
import type { CompiledCell } from './compiled.ts'

/** What the protocol thread is started with. */
export interface ProtocolStart {
  readonly connection: ConnectionInfo
  /** One Int32, as `interruption.ts` reads it. */
  readonly interrupted: SharedArrayBuffer
  readonly compiler: MessagePort
}

/** What a cell came to. */
export type Outcome =
  | { readonly status: 'ok'; readonly value?: MimeBundle }
  | {
      readonly status: 'error'
      readonly ename: string
      readonly evalue: string
      readonly traceback: readonly string[]
    }

/** A cell that is to be run. */
export interface RunOrder {
  readonly type: 'run'
  /** Counts everything that is run, also what is not kept. */
  readonly serial: number
  readonly count: number
  readonly parent: Header
  readonly compiled: CompiledCell
  /** What becomes of the value: published as the cell's result, given back with the outcome, or neither. */
  readonly value: 'publish' | 'return' | 'drop'
  readonly allowStdin: boolean
}

/** What a page says over a comm. */
export interface CommOrder {
  readonly type: 'comm'
  readonly kind: 'comm_open' | 'comm_msg' | 'comm_close'
  readonly parent: Header
  readonly content: Content
  readonly metadata: Content
  readonly buffers: readonly Uint8Array[]
  /** Named by the `handled` that answers. */
  readonly number: number
}

/** From the protocol thread to the main thread. */
export type ToMain =
  | RunOrder
  | CommOrder
  /** The serial of the cell that is to end; 0 where none runs: then whatever cells left going is to end. */
  | { readonly type: 'interrupt'; readonly serial: number }
  /** A line that was asked for; none where it could not be. */
  | { readonly type: 'input'; readonly value?: string }
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
  /** The main thread took the interruption: it is not stuck. */
  | { readonly type: 'heard' }
  /** A SIGINT came. */
  | { readonly type: 'signalled' }
  | { readonly type: 'ask'; readonly serial: number; readonly prompt: string; readonly password: boolean }
  | { readonly type: 'handled'; readonly number: number }
  /** The process ends, by this exit code or by a signal, once the first Int32 of `closed` is not 0. */
  | { readonly type: 'exit'; readonly closed: SharedArrayBuffer; readonly code?: number }
  /** A comm was opened; without a target, closed. */
  | { readonly type: 'comm'; readonly id: string; readonly target?: string }
