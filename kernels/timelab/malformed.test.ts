import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { launchKernel } from '../client/client.ts'
import type { Content } from '../wire.ts'
import { isBounded } from './message-limits.ts'
import { openTestFolder } from './test-folder.ts'

const { spec, remove } = openTestFolder()
const kernel = await launchKernel(spec)
after(async () => {
  await kernel.close()
  remove()
})

/** Arrays within one another, as many as may be said. */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
const statusOf = async (type: string, content: Content) => {
  const { content: reply } = await kernel.request('shell', type, content)
  return [reply.status, reply.evalue]
}

test('JSON that is too deep or too large is told by its bytes, whatever stands in its texts', () => {
  const bytes = (text: string) => Buffer.from(text)
  assert.ok(isBounded([bytes('['.repeat(1000) + ']'.repeat(1000))]))
  assert.ok(!isBounded([bytes(`{"a":${'['.repeat(1000)}`)]))
  assert.ok(isBounded([bytes(JSON.stringify({ code: `"${'{'.repeat(5000)}\\"${'['.repeat(5000)}` }))]))
  assert.ok(isBounded([bytes(JSON.stringify(Array.from({ length: 5000 }, () => ({ a: [] }))))]))
  assert.ok(!isBounded([Buffer.alloc(20 << 20, ' '), Buffer.alloc(20 << 20, ' ')]))
})

for (const [type, content, reason] of [
  ['execute_request', { code: nested(900) }, /code is not a text/],
  ['execute_request', { code: 3 }, /code is not a text/],
  ['complete_request', { code: {}, cursor_pos: 3 }, /code is not a text/],
  ['inspect_request', { code: [] }, /code is not a text/],
  ['is_complete_request', { code: null, toString: 1 }, undefined],
  ['is_complete_request', { code: true }, /code is not a text/],
  [
    'history_request',
    { hist_access_type: 'search', pattern: '*a'.repeat(600) },
    /pattern of a history search is too long/,
  ],
  ['history_request', { hist_access_type: nested(900), n: {} }, undefined],
  ['comm_info_request', { target_name: nested(900) }, undefined],
  ['kernel_info_request', { anything: nested(900) }, undefined],
  ['execute_request', { code: '1', user_expressions: { a: nested(900) } }, /a is not a text/],
  ['execute_request', { code: '1', user_expressions: 'ab' }, undefined],
] as const)
  test(`a malformed ${type} is answered, and so is the next: ${JSON.stringify(content).slice(0, 60)}`, async () => {
    const [status, evalue] = await statusOf(type, content)
    if (reason) {
      assert.equal(status, 'error')
      assert.match(String(evalue), reason)
    } else assert.notEqual(status, 'error')
    assert.equal((await kernel.execute('1 + 1')).status, 'ok')
  })

test('comms and answers of any shape end nothing', async () => {
  await kernel.execute(
    "const heard: unknown[] = []\n;(globalThis as any)[Symbol.for('timelab.notebook')].onComm('x', (comm: any, opening: any) => { heard.push(opening.data); comm.onMessage(({ data }: any) => heard.push(data)) })",
  )
  for (const id of [nested(900), 3, null, undefined, '__proto__', 'ordinary'])
    for (const type of ['comm_open', 'comm_msg', 'comm_close'])
      kernel.send('shell', type, {
        comm_id: id,
        target_name: 'x',
        data: type === 'comm_msg' ? nested(900) : { id: 1 },
      })
  kernel.send('shell', 'comm_open', { comm_id: 'y', target_name: nested(900) })
  kernel.send('stdin', 'input_reply', { value: nested(900) })
  assert.deepEqual((await kernel.commInfo()).comms, {})
  const { outputs } = await kernel.execute('heard.length')
  assert.deepEqual('data' in outputs[0]! && outputs[0].data['text/plain'], '8')
})

test('a message that is too deep is dropped, as one with a header that is no header; the next is answered', async () => {
  kernel.send('shell', 'kernel_info_request', { deep: nested(3000) })
  kernel.send('shell', 'execute_request', { code: 'throw 1' }, { metadata: { deep: nested(3000) } })
  assert.equal((await kernel.kernelInfo()).status, 'ok')
})

test('a search that a backtracking pattern would be at for ever is answered, and a long cell is searched', async () => {
  await kernel.execute(`'${'a'.repeat(50_000)}'`)
  const find = async (pattern: string) =>
    (await kernel.history({ hist_access_type: 'search', pattern })).history as readonly unknown[]
  assert.equal((await find(`${'*a'.repeat(450)}*b`)).length, 0)
  assert.equal((await find(`*${'a?'.repeat(450)}*`)).length, 1)
})

test('code of many lines and of long ones is completed and explained at its end', async () => {
  const code = `${'const rose = 1 // 🌹\n'.repeat(1)}${'// 🌹\n'.repeat(20_000)}Math.flo`
  const completed = await kernel.complete(code)
  assert.deepEqual(completed.matches, ['floor'])
  assert.equal(completed.cursor_end, [...code].length)
  assert.equal((await kernel.inspect(`${code}or`)).found, true)
})
