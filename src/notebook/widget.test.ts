import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { portHost } from './testing.ts'
import { createWidget } from './widget.ts'
import { joinBuffers, splitBuffers } from './widget-buffers.ts'

const esm = 'export default { render() {} }'

test('bytes travel beside the state, and come back to their places', () => {
  const whole = { a: 1, list: [{ file: Uint8Array.of(1, 2) }, null], file: Uint8Array.of(3) }
  const { state, paths, buffers } = splitBuffers(whole)
  assert.deepEqual(state, { a: 1, list: [{ file: null }, null], file: null })
  assert.deepEqual(paths, [['list', 0, 'file'], ['file']])
  assert.deepEqual(joinBuffers({ state, paths, buffers }), whole)
  assert.deepEqual(joinBuffers({ state: { a: 1 }, paths: [['no', 'where']], buffers }), { a: 1 })
  joinBuffers({ state: {}, paths: [['__proto__', 'hurt']], buffers })
  assert.equal('hurt' in {}, false)
  const own = joinBuffers({ state: { list: [null] }, paths: [['__proto__'], ['list', 'length']], buffers })
  assert.deepEqual(Object.keys(own), ['list', '__proto__'])
  assert.equal(Object.getPrototypeOf(own), Object.prototype)
  assert.deepEqual(own.list, [null])
})

test('a widget opens as anywidget’s model, with its state and bytes, and shows its view', async (t) => {
  const { host, page, close } = portHost()
  t.after(close)
  const widget = createWidget({ esm, css: 'b {}', state: { lambda: 1, file: Uint8Array.of(7) } }, host)
  const { target, message } = await page.next()
  assert.equal(target, 'jupyter.widget')
  assert.deepEqual(message.metadata, { version: '2.1.0' })
  const { state, buffer_paths } = message.data as { state: Record<string, unknown>; buffer_paths: unknown }
  assert.equal(state._model_module, 'anywidget')
  assert.equal(state._model_name, 'AnyModel')
  assert.equal(state._view_name, 'AnyView')
  assert.deepEqual([state._esm, state._css, state.lambda, state.file], [esm, 'b {}', 1, null])
  assert.deepEqual(buffer_paths, [['file']])
  assert.deepEqual(
    message.buffers?.map((bytes) => [...bytes]),
    [[7]],
  )
  const { richDisplay } = await import('./rich.ts')
  assert.deepEqual((await richDisplay(widget))?.data['application/vnd.jupyter.widget-view+json'], {
    version_major: 2,
    version_minor: 0,
    model_id: widget.id,
  })
})

test('a change in the page is echoed and heard; a change here is sent; each ask is answered', async (t) => {
  const { host, page, close } = portHost()
  t.after(close)
  const widget = createWidget({ esm, state: { lambda: 1, name: 'a' } }, host)
  await page.next()
  const heard: unknown[] = []
  widget.onChange((changes) => heard.push(changes))
  const { id } = widget
  page.send({ id, kind: 'msg', message: { data: { method: 'update', state: { lambda: 5, other: 1 } } } })
  const echo = await page.next()
  assert.deepEqual(echo.message.data, {
    method: 'echo_update',
    state: { lambda: 5, other: 1 },
    buffer_paths: [],
  })
  assert.deepEqual(heard, [{ lambda: 5 }])
  assert.deepEqual(widget.state, { lambda: 5, name: 'a' })

  widget.set({ name: 'b' })
  assert.deepEqual((await page.next()).message.data, {
    method: 'update',
    state: { name: 'b' },
    buffer_paths: [],
  })
  page.send({ id, kind: 'msg', message: { data: { method: 'request_state' } } })
  const { state } = (await page.next()).message.data as { state: Record<string, unknown> }
  assert.deepEqual([state.lambda, state.name, state._esm], [5, 'b', esm])
})

test('messages that are no state go both ways', async (t) => {
  const { host, page, close } = portHost()
  t.after(close)
  const widget = createWidget({ esm, state: {} }, host)
  await page.next()
  widget.onMessage((content, buffers) => widget.send({ heard: content }, buffers))
  const bytes = Uint8Array.of(1, 2, 3)
  page.send({
    id: widget.id,
    kind: 'msg',
    message: { data: { method: 'custom', content: 'hello' }, buffers: [bytes] },
  })
  const { message } = await page.next()
  assert.deepEqual(message.data, { method: 'custom', content: { heard: 'hello' } })
  assert.deepEqual([...(message.buffers?.[0] ?? [])], [1, 2, 3])
})

test('a page that is opened again asks for all widgets that are open, and gets them', async (t) => {
  const { host, page, close } = portHost()
  t.after(close)
  const [first, second] = [1, 2].map((k) => createWidget({ esm, state: { k, file: Uint8Array.of(k) } }, host))
  second?.close()
  for (let k = 0; k < 3; k++) await page.next()
  page.send({ id: 'ctl', kind: 'open', target: 'jupyter.widget.control', message: { data: {} } })
  page.send({ id: 'ctl', kind: 'msg', message: { data: { method: 'request_states' } } })
  const { id, message } = await page.next()
  assert.equal(id, 'ctl')
  assert.deepEqual(Object.keys(message.data.states as object), [first?.id])
  assert.deepEqual(message.data.buffer_paths, [[first?.id, 'state', 'file']])
})

test('outside a notebook there is no page for a widget', () => {
  assert.throws(() => createWidget({ esm, state: {} }, undefined), InputError)
})
