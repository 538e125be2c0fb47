import { type Content, type Header, header, type WireMessage } from '../wire.ts'
import type { Channel, KernelSockets } from './sockets.ts'

/** A request, and the channel to answer it on. */
export interface Request {
  readonly channel: Channel
  readonly message: WireMessage
}

/** What a kernel says: to everybody, and to whoever asked. */
export interface Publisher {
  readonly publish: (
    type: string,
    parent: Partial<Header>,
    content: Content,
    metadata?: Content,
    buffers?: readonly Uint8Array[],
  ) => Promise<void>
  /** Says that a request is being worked on, or done with. */
  readonly status: (request: Request, state: 'busy' | 'idle') => void
  readonly reply: (request: Request, content: Content) => Promise<void>
  /** Asks the front end that sent a request for a line. */
  readonly ask: (request: Request, content: Content) => void
}

/** How long text that follows on itself is gathered, in milliseconds: a loop that prints is few messages. */
const GATHERED = 5
/** Text that is this long goes out before more is added. */
const GATHERED_CHARACTERS = 1_000_000

/** A publisher of a session. */
export function createPublisher(session: string, { send }: Pick<KernelSockets, 'send'>): Publisher {
  let text: { readonly parent: Partial<Header>; readonly name: unknown; text: string } | undefined
  function flush(): void {
    if (!text) return
    const { parent, ...content } = text
    text = undefined
    void publishNow('stream', parent, content)
  }
  const publish: Publisher['publish'] = async (type, parent, content, metadata, buffers) => {
    const goesOn = text?.parent.msg_id === parent.msg_id && text?.name === content.name
    if (type === 'stream' && text && goesOn && text.text.length < GATHERED_CHARACTERS) {
      text.text += content.text
      return
    }
    flush()
    if (type !== 'stream') return publishNow(type, parent, content, metadata, buffers)
    text = { parent, name: content.name, text: String(content.text) }
    setTimeout(flush, GATHERED)
  }
  const publishNow: Publisher['publish'] = (type, parent, content, metadata = {}, buffers = []) => {
    const identities = [Buffer.from(`kernel.${session}.${type}`)]
    return send('iopub', { identities, header: header(type, session), parent, metadata, content, buffers })
  }
  const back = (
    channel: Channel,
    type: string,
    { identities, header: parent }: WireMessage,
    content: Content,
  ) =>
    send(channel, { identities, header: header(type, session), parent, metadata: {}, content, buffers: [] })
  return {
    publish,
    status: ({ message }, state) => void publish('status', message.header, { execution_state: state }),
    reply({ channel, message }, content) {
      const type = message.header.msg_type.replace(/_request$/, '_reply')
      return back(channel, type, message, { status: 'ok', ...content })
    },
    ask: ({ message }, content) => {
      flush()
      void back('stdin', 'input_request', message, content)
    },
  }
}
