import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Dealer, Request, Subscriber } from 'zeromq'
import { createConnectionFile } from '../client/connection.ts'
import { decode, encode, header, type WireMessage } from '../wire.ts'
import { bindSockets } from './sockets.ts'

const { info, remove } = await createConnectionFile()
const taken: WireMessage[] = []
const sockets = await bindSockets(info, 'the kernel')
sockets.listen((_, message) => void taken.push(message))
const shell = new Dealer({ linger: 0 })
shell.connect(`tcp://127.0.0.1:${info.shell_port}`)
after(() => {
  shell.close()
  sockets.close()
  remove()
})

const asking = (content: WireMessage['content'] = {}): WireMessage => ({
  ...{ identities: [], header: header('kernel_info_request', 'a client'), parent: {}, metadata: {} },
  ...{ content, buffers: [] },
})
const send = (frames: readonly Uint8Array[]) => shell.send([...frames] as Buffer[])
async function settled(): Promise<void> {
  const last = asking()
  await send(encode(last, info.key))
  while (!taken.some(({ header }) => header.msg_id === last.header.msg_id))
    await new Promise((done) => setTimeout(done, 5))
}

test('messages of another key, replayed, broken or of another shape are dropped; the next is taken', async () => {
  const message = asking()
  const frames = encode(message, info.key)
  await send(frames)
  await send(frames)
  await send(encode(asking(), 'another key'))
  await send(frames.slice(0, 4))
  await send([Buffer.from('<IDS|MSG>')])
  await send([Buffer.from('not a message')])
  await send(encode({ ...asking(), header: null as never }, info.key))
  await send(encode({ ...asking(), content: 'text' as never }, info.key))
  await settled()
  assert.deepEqual(
    taken.slice(0, -1).map(({ header }) => header.msg_id),
    [message.header.msg_id],
  )
})

test('buffers and identities come through as they are', async () => {
  const bytes = Uint8Array.of(0, 1, 255)
  const message = { ...asking({ name: '🌹' }), buffers: [bytes] }
  await send(encode(message, info.key))
  await settled()
  const got = taken.find(({ header }) => header.msg_id === message.header.msg_id)!
  assert.deepEqual([...got.buffers[0]!], [...bytes])
  assert.deepEqual(got.content, { name: '🌹' })
  await sockets.send('shell', { ...got, header: header('kernel_info_reply', 'the kernel') })
  const reply = decode((await shell.receive()) as Buffer[], info.key)
  assert.equal(reply?.header.msg_type, 'kernel_info_reply')
})

test('whoever subscribes is welcomed with the topic; the heartbeat is echoed', async () => {
  const iopub = new Subscriber({ linger: 0, receiveTimeout: 5000 })
  iopub.connect(`tcp://127.0.0.1:${info.iopub_port}`)
  iopub.subscribe('kernel')
  const welcome = decode(await iopub.receive(), info.key)
  assert.equal(welcome?.header.msg_type, 'iopub_welcome')
  assert.deepEqual(welcome.content, { subscription: 'kernel' })
  iopub.close()
  const heart = new Request({ linger: 0, receiveTimeout: 5000 })
  heart.connect(`tcp://127.0.0.1:${info.hb_port}`)
  await heart.send('beat')
  assert.equal(String(await heart.receive()), 'beat')
  heart.close()
})

test('a connection that is open to other machines, whose ports are taken or that is signed otherwise is refused by one sentence', async () => {
  const bind = (change: Partial<typeof info>) => bindSockets({ ...info, ...change }, '')
  await assert.rejects(bind({ ip: '0.0.0.0' }), {
    name: 'InputError',
    message:
      'The connection file names tcp://0.0.0.0: this kernel runs whatever it is sent, so it listens on tcp://127.0.0.1 only.',
  })
  await assert.rejects(bind({ transport: 'ipc' }), /ipc:\/\/127\.0\.0\.1/)
  await assert.rejects(
    bind({}),
    /^InputError: The connection file's iopub_port, \d+, cannot be listened on .*: start the kernel again\.$/,
  )
  await assert.rejects(bind({ signature_scheme: 'hmac-md5' }), /signed by hmac-md5/)
})
