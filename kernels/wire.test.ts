import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode, header } from './wire.ts'

const message = {
  identities: [Buffer.from('peer')],
  header: header('execute_request', 'session'),
  parent: {},
  metadata: {},
  content: { code: "'π' // 🌹" },
  buffers: [Uint8Array.of(0, 255)],
}

test('a message survives the wire with its identities and buffers', () => {
  const read = decode(encode(message, 'key'), 'key')!
  assert.deepEqual({ ...read, identities: [], buffers: [] }, { ...message, identities: [], buffers: [] })
  assert.equal(Buffer.from(read.identities[0]!).toString(), 'peer')
  assert.deepEqual([...read.buffers[0]!], [0, 255])
})

test('a message of another key, a changed one and a cut one are dropped', () => {
  assert.equal(decode(encode(message, 'key'), 'other'), undefined)
  const changed = encode(message, 'key').map((frame, k) => (k === 6 ? Buffer.from('{}') : frame))
  assert.equal(decode(changed, 'key'), undefined)
  assert.equal(decode(encode(message, 'key').slice(0, 5), 'key'), undefined)
  assert.equal(decode([], 'key'), undefined)
})

test('an empty key means that nothing is signed', () => {
  assert.equal(Buffer.from(encode(message, '')[2]!).length, 0)
  assert.ok(decode(encode(message, ''), ''))
})
