import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Content, header } from '../wire.ts'
import { outputArea } from './outputs.ts'

const message = (type: string, content: Content) => ({
  identities: [],
  header: header(type, 'session'),
  parent: {},
  metadata: {},
  content,
  buffers: [],
})
const stream = (name: string, text: string) => message('stream', { name, text })
const plain = (text: string, id?: string) => ({
  data: { 'text/plain': text },
  metadata: {},
  transient: id ? { display_id: id } : {},
})

test('text to one stream is one output until something else comes between', () => {
  const { take, outputs } = outputArea(new Map())
  for (const each of [
    stream('stdout', 'a'),
    stream('stdout', 'b'),
    stream('stderr', 'c'),
    stream('stdout', 'd'),
  ])
    take(each)
  assert.deepEqual(
    outputs.map((output) => 'text' in output && output.text),
    ['ab', 'c', 'd'],
  )
})

test('an update replaces every display of its id, in whichever cell it stands', () => {
  const displays = new Map()
  const [first, second] = [outputArea(displays), outputArea(displays)]
  first.take(message('display_data', plain('10%', 'bar')))
  first.take(message('display_data', plain('other')))
  second.take(message('display_data', plain('10%', 'bar')))
  second.take(message('update_display_data', plain('100%', 'bar')))
  const texts = [...first.outputs, ...second.outputs].map(
    (output) => 'data' in output && output.data['text/plain'],
  )
  assert.deepEqual(texts, ['100%', 'other', '100%'])
})

test('clearing empties the cell at once, or with the next output where it is to wait', () => {
  const { take, outputs } = outputArea(new Map())
  take(stream('stdout', 'old'))
  take(message('clear_output', { wait: true }))
  assert.equal(outputs.length, 1)
  take(stream('stdout', 'new'))
  assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: 'new' }])
  take(message('clear_output', { wait: false }))
  assert.deepEqual(outputs, [])
})
