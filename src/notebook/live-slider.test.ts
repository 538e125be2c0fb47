import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { InputError } from '../errors.ts'
import { loadModel } from '../models/model.ts'
import { installHost } from './host.ts'
import { liveSlider } from './live-slider.ts'
import { portHost } from './testing.ts'

const { host, page, close } = portHost()
installHost(host)
const model = await loadModel('emoji')
after(async () => {
  close()
  await model.close()
})
const rose = { source: 'A rose', destination: 'A blue rose' }
const prompts = ['A photo of a rose']

test('a move in the page solves the edit again and repaints, and a still form is there for saved notebooks', async () => {
  const widget = await liveSlider(model, rose, prompts, { steps: 4, seeds: 2 })
  const opening = await page.next()
  assert.equal(opening.message.buffers?.length, 6)
  page.send({
    id: widget.id,
    kind: 'msg',
    message: { data: { method: 'update', state: { lambda: 0.1, dragging: false } } },
  })
  assert.equal((await page.next()).message.data.method, 'echo_update')
  const { data, buffers } = (await page.next()).message
  assert.equal(data.method, 'update')
  assert.match((data.state as { said: string }).said, /^lambda 0\.1: solved and drawn in 4 steps, \d+ ms$/)
  assert.equal(buffers?.length, 2)
  assert.notDeepEqual(buffers?.[0], opening.message.buffers?.[2])
  const { richDisplay } = await import('./rich.ts')
  const bundle = await richDisplay(widget)
  assert.ok(bundle?.data['image/png'])
  assert.match(String(bundle?.data['text/plain']), /“A rose” becomes “A blue rose”, lambda 0\.1/)
})

test('a range without the first lambda in it is refused', async () => {
  await assert.rejects(liveSlider(model, rose, prompts, { range: [1, 2], lambda: 3 }), InputError)
})
