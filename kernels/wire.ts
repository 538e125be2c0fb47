import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

/** A message's header as the Jupyter messaging protocol 5.4 names it; `date` is ISO 8601. */
export interface Header {
  readonly msg_id: string
  readonly msg_type: string
  readonly session: string
  readonly username: string
  readonly date: string
  readonly version: string
}

/** JSON that a message carries. */
export type Content = Readonly<Record<string, unknown>>

/** One Jupyter message, apart from the socket that carries it. */
export interface WireMessage {
  /** Routing frames of a ROUTER socket, or the topic of a PUB socket; empty elsewhere. */
  readonly identities: readonly Uint8Array[]
  readonly header: Header
  /** The header of the request that this answers; empty for a message of its own accord. */
  readonly parent: Partial<Header>
  readonly metadata: Content
  readonly content: Content
  readonly buffers: readonly Uint8Array[]
}

/** What a connection file holds: the address, a port for each socket, and the key that signs (empty: unsigned). */
export interface ConnectionInfo {
  readonly transport: string
  readonly ip: string
  readonly shell_port: number
  readonly iopub_port: number
  readonly stdin_port: number
  readonly control_port: number
  readonly hb_port: number
  readonly key: string
  readonly signature_scheme: string
  readonly kernel_name?: string
}

const DELIMITER = Buffer.from('<IDS|MSG>')

/** A new header of this type; ids are unique over processes. */
export const header = (type: string, session: string, username = 'timelab'): Header => ({
  msg_id: randomUUID(),
  msg_type: type,
  session,
  username,
  date: new Date().toISOString(),
  version: '5.4',
})

/** The HMAC-SHA256 of header, parent, metadata and content in hexadecimal; empty where the key is. */
export function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === '') return ''
  const hash = createHmac('sha256', key)
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** The frames of a message, signed with `key`. */
export function encode(message: WireMessage, key: string): Uint8Array[] {
  const { header, parent, metadata, content } = message
  const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)))
  return [...message.identities, DELIMITER, Buffer.from(sign(key, parts)), ...parts, ...message.buffers]
}

/** The four frames of a message that are JSON; fewer where it is cut. */
export const partsOf = (frames: readonly Uint8Array[]): readonly Uint8Array[] => {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame))
  return at < 0 ? [] : frames.slice(at + 2, at + 6)
}

/** Reads frames. None where the signature is wrong, frames are missing or a part is no JSON: such messages are dropped. */
export function decode(frames: readonly Uint8Array[], key: string): WireMessage | undefined {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame))
  if (at < 0 || frames.length < at + 6) return undefined
  const parts = frames.slice(at + 2, at + 6)
  const given = Buffer.from(frames[at + 1]!)
  const wanted = Buffer.from(sign(key, parts))
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  try {
    const [head, parent, metadata, content] = parts.map((part) => JSON.parse(Buffer.from(part).toString()))
    return {
      identities: frames.slice(0, at),
      header: head,
      parent: parent ?? {},
      metadata,
      content,
      buffers: frames.slice(at + 6),
    }
  } catch {
    return undefined
  }
}

/** The signature that frames carry, as it stands: right or not. */
export const signatureOf = (frames: readonly Uint8Array[]): string =>
  Buffer.from(frames[frames.findIndex((frame) => DELIMITER.equals(frame)) + 1] ?? []).toString()
