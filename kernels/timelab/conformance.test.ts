import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Request } from 'zeromq'
import { launchKernel, type Received } from '../client/client.ts'
import { readKernelSpec } from '../client/spec.ts'

// What the Jupyter community's conformance matrix asks of kernels (runtimed/kernel-testbed, 26 checks in four tiers), in its
// order, with snippets of our own. More is asked in kernel.test.ts; here a kernel is held to the list as it stands.
const folder = fileURLToPath(new URL('.', import.meta.url))
const kernel = await launchKernel({ ...readKernelSpec(folder), cwd: tmpdir() })
after(() => kernel.close())

const limits = { timeout: 20_000 }
const run = (code: string) => kernel.execute(code, limits)
/** What the kernel published of a cell, by type. */
const published = async (code: string) =>
  Map.groupBy(
    (await run(code)).messages.filter(({ channel }) => channel === 'iopub'),
    ({ header }) => header.msg_type,
  )
const contents = (messages: readonly Received[] = []) => messages.map(({ content }) => content)
const HOST = "(globalThis as any)[Symbol.for('timelab.notebook')]"

test('tier 1: the heartbeat is echoed', async () => {
  const { ip, hb_port } = kernel.connection
  const heart = new Request({ linger: 0, receiveTimeout: 5000 })
  heart.connect(`tcp://${ip}:${hb_port}`)
  await heart.send('ping')
  assert.equal(String(await heart.receive()), 'ping')
  heart.close()
})

test('tier 1: kernel_info is ok, names the language and the protocol', async () => {
  const { status, language_info, protocol_version } = await kernel.kernelInfo(limits)
  assert.equal(status, 'ok')
  assert.equal((language_info as { name: string }).name, 'typescript')
  assert.match(String(protocol_version), /^5\.\d+$/)
})

test('tier 1: what is printed is a stream, on stdout and on stderr', async () => {
  const streams = (await published("console.log('hello')")).get('stream')
  assert.deepEqual(contents(streams), [{ name: 'stdout', text: 'hello\n' }])
  const errors = (await published("console.error('error')")).get('stream')
  assert.deepEqual(contents(errors), [{ name: 'stderr', text: 'error\n' }])
})

test('tier 1: a cell is answered by ok, is busy then idle, and is broadcast', async () => {
  const { status, messages } = await run('let seeds = 24')
  assert.equal(status, 'ok')
  const states = messages.map(({ content }) => content.execution_state).filter(Boolean)
  assert.deepEqual(states, ['busy', 'idle'])
  assert.equal(
    messages.find(({ header }) => header.msg_type === 'execute_input')?.content.code,
    'let seeds = 24',
  )
})

test('tier 2: completion and hover know a variable of an earlier cell', async () => {
  await run('const lambdas = [0.1, 1000]')
  const { status, matches } = await kernel.complete('lamb', undefined, limits)
  assert.deepEqual([status, (matches as string[])[0]], ['ok', 'lambdas'])
  const { found, data } = await kernel.inspect('lambdas', undefined, limits)
  assert.equal(found, true)
  assert.match(String((data as Record<string, string>)['text/plain']), /const lambdas: number\[\]/)
})

test('tier 2: complete and incomplete code are told apart', async () => {
  assert.equal((await kernel.isComplete('seeds', limits)).status, 'complete')
  assert.equal((await kernel.isComplete('if (seeds > 0) {', limits)).status, 'incomplete')
})

test('tier 2: history and comm_info are answered', async () => {
  const { status, history } = await kernel.history({ hist_access_type: 'tail', n: 10, raw: true }, limits)
  assert.equal(status, 'ok')
  assert.ok((history as unknown[]).length > 0)
  assert.deepEqual(await kernel.commInfo(undefined, limits), { status: 'ok', comms: {} })
})

test('tier 2: a syntax error is an error in the reply and on iopub', async () => {
  const { status, outputs } = await run('const = ')
  assert.deepEqual([status, outputs[0]?.output_type], ['error', 'error'])
})

test('tier 3: display_data, update_display_data', async () => {
  const shown = await published(
    `const host = ${HOST}
     host.display({ data: { 'text/html': '<b>1</b>' } }, { id: 'one' })
     host.display({ data: { 'text/html': '<b>2</b>' } }, { id: 'one', update: true })`,
  )
  const [first] = contents(shown.get('display_data'))
  const [update] = contents(shown.get('update_display_data'))
  assert.deepEqual([first?.transient, update?.transient], [{ display_id: 'one' }, { display_id: 'one' }])
})

test('tier 3: execute_result, plain and rich', async () => {
  const [plain] = contents((await published('1 + 1')).get('execute_result'))
  assert.deepEqual(plain?.data, { 'text/plain': '2' })
  const code = "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>2</b>', 'text/plain': '2' }) })"
  const [rich] = contents((await published(code)).get('execute_result'))
  assert.deepEqual(rich?.data, { 'text/html': '<b>2</b>', 'text/plain': '2' })
})

test('tier 4: a line is asked for on stdin', async () => {
  const asked: string[] = []
  const { status } = await kernel.execute(`await ${HOST}.input('name? ')`, {
    ...limits,
    onInput(prompt) {
      asked.push(prompt)
      return 'rose'
    },
  })
  assert.deepEqual([status, asked], ['ok', ['name? ']])
})

test('tier 4: a comm of an unknown target is closed, and the kernel goes on', async () => {
  const id = kernel.openComm('nobody', {})
  const closed = (message: Received) =>
    message.header.msg_type === 'comm_close' && message.content.comm_id === id
  await kernel.waitFor(closed, limits)
  assert.equal((await run('1')).status, 'ok')
})

test('tier 4: interrupt_request is answered by ok', async () => {
  assert.equal((await kernel.request('control', 'interrupt_request', {}, limits)).content.status, 'ok')
})

test('tier 4: the execution count goes up by one', async () => {
  const first = await run('1')
  assert.equal((await run('2')).executionCount, first.executionCount! + 1)
})

test('tier 4: all that a cell says has its request as parent', async () => {
  const { id, messages } = await run("console.log('hello')\n1")
  assert.equal(messages.length, 6)
  for (const { parent } of messages) assert.equal(parent.msg_id, id)
})

test('tier 1: shutdown is answered by ok and ends the process', async () => {
  const reply = await kernel.request('control', 'shutdown_request', { restart: false }, limits)
  assert.deepEqual(reply.content, { status: 'ok', restart: false })
  for (const end = Date.now() + 5000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    try {
      process.kill(kernel.pid, 0)
    } catch {
      return
    }
  }
  assert.fail('the process lives on')
})
