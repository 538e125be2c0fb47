import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchKernel } from '../client/client.ts'
import { readKernelSpec } from '../client/spec.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const kernel = await launchKernel({ ...readKernelSpec(here), cwd: here })
after(() => kernel.close())
const wait = { timeout: 20_000 }
const run = (code: string) => kernel.execute(code, wait)

test('the kernel says what it is, on shell and on control', async () => {
  for (const channel of ['shell', 'control'] as const) {
    const { header, content, parent } = await kernel.request(channel, 'kernel_info_request', {}, wait)
    assert.equal(header.msg_type, 'kernel_info_reply')
    assert.equal(parent.session, kernel.session)
    assert.deepEqual([content.status, content.implementation], ['ok', 'timelab'])
    assert.match(String(content.protocol_version), /^5\.\d$/)
    const language = content.language_info as Record<string, unknown>
    assert.deepEqual([language.name, language.file_extension], ['typescript', '.ts'])
  }
})

test('expressions are evaluated once a cell ran; one that fails spoils no other', async () => {
  const content = {
    ...{ code: 'const depth: number = 3', silent: true, store_history: false, allow_stdin: false },
    user_expressions: { twice: 'depth * 2', nothing: 'undefined', wrong: 'dept', thrown: "JSON.parse('{')" },
  }
  const reply = (await kernel.request('shell', 'execute_request', content, wait)).content
  const expressions = reply.user_expressions as Record<string, Record<string, unknown>>
  assert.deepEqual(expressions.twice, { status: 'ok', data: { 'text/plain': '6' }, metadata: {} })
  assert.deepEqual(expressions.nothing?.data, { 'text/plain': 'undefined' })
  assert.match(String(expressions.wrong?.evalue), /Cannot find name 'dept'/)
  assert.equal(expressions.thrown?.ename, 'SyntaxError')
})

test('a request that no kernel of this kind has is answered by an error; what follows is answered too', async () => {
  const { header, content } = await kernel.request(
    'control',
    'debug_request',
    { command: 'initialize' },
    wait,
  )
  assert.equal(header.msg_type, 'debug_reply')
  assert.deepEqual(
    [content.status, content.evalue],
    ['error', 'debug_request is not supported by this kernel.'],
  )
  const { shell_port } = (await kernel.request('shell', 'connect_request', {}, wait)).content
  assert.equal(typeof shell_port, 'number')
})

test('history is found by range, tail and pattern, each once where that is asked', async () => {
  const count = (await run("'first'")).executionCount!
  await run("'second'")
  await run("'first'")
  const find = async (content: Record<string, unknown>) =>
    ((await kernel.history(content, wait)).history as [number, number, string][]).map(([, line, code]) => [
      line,
      code,
    ])
  assert.deepEqual(await find({ hist_access_type: 'range', session: 0, start: count, stop: count + 2 }), [
    [count, "'first'"],
    [count + 1, "'second'"],
  ])
  assert.deepEqual(await find({ hist_access_type: 'tail', n: 1 }), [[count + 2, "'first'"]])
  const search = { hist_access_type: 'search', pattern: "'f*", n: 5 }
  assert.equal((await find(search)).length, 2)
  assert.deepEqual(await find({ ...search, unique: true }), [[count + 2, "'first'"]])
})

test('a hundred thousand lines come whole and in order, in few messages; so do megabytes at once', async () => {
  const { outputs, messages } = await run(
    "for (let k = 0; k < 100_000; k++) console.log(k)\nprocess.stdout.write('🌹'.repeat(1_000_000))",
  )
  const text = outputs.map((output) => ('text' in output ? output.text : '')).join('')
  const lines = Array.from({ length: 100_000 }, (_, k) => `${k}\n`).join('')
  assert.equal(text, lines + '🌹'.repeat(1_000_000))
  assert.ok(messages.length < 1000, `${messages.length} messages`)
})

test('streams keep their order with each other and with what is displayed; bytes of one character may come apart', async () => {
  const { outputs } = await run(
    "console.log('out'); console.error('err'); console.log('again')\n" +
      ";(globalThis as any)[Symbol.for('timelab.notebook')].display({ data: { 'text/plain': 'shown' } })\n" +
      "const bytes = Buffer.from('é'); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1)); undefined",
  )
  assert.deepEqual(
    outputs.map((output) =>
      'text' in output ? output.text : 'data' in output ? output.data['text/plain'] : '',
    ),
    ['out\n', 'err\n', 'again\n', 'shown', 'é'],
  )
})

test('an error says its causes, those of several at once too; what is no error is shown as thrown', async () => {
  const { reply } = await run(
    "throw new AggregateError([new RangeError('one')], 'both', { cause: new Error('why') })",
  )
  const text = (reply.traceback as string[]).join('\n')
  assert.match(text, /^AggregateError: both\n[\s\S]*caused by RangeError: one\n[\s\S]*caused by Error: why\n/)
  const thrown = (await run("throw 'a text'")).reply
  assert.deepEqual([thrown.ename, thrown.evalue], ['Thrown', "'a text'"])
})

test('a rejection that nobody awaits is shown under its cell and ends nothing', async () => {
  const cell = await run(
    "void Promise.reject(new Error('nobody waits'))\nawait new Promise((done) => setTimeout(done, 50))",
  )
  assert.match(JSON.stringify(cell.outputs), /stderr.*nobody waits/)
  assert.equal((await run('1')).status, 'ok')
})
