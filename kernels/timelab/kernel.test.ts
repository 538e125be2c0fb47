import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Execution, launchKernel } from '../client/client.ts'
import { readKernelSpec } from '../client/spec.ts'

const folder = mkdtempSync(join(tmpdir(), 'kernel-test-'))
const spec = { ...readKernelSpec(fileURLToPath(new URL('.', import.meta.url))), cwd: folder }
const kernel = await launchKernel(spec)
after(async () => {
  await kernel.shutdown()
  rmSync(folder, { recursive: true })
})

const wait = { timeout: 20_000 }
const run = (code: string, options: Parameters<typeof kernel.execute>[1] = {}) =>
  kernel.execute(code, { ...wait, ...options })
const text = ({ outputs }: Execution) =>
  outputs.map((output) =>
    'text' in output ? output.text : 'data' in output ? output.data['text/plain'] : output.ename,
  )
const types = ({ messages }: Execution) =>
  messages.filter(({ channel }) => channel === 'iopub').map(({ header }) => header.msg_type)
const HOST = "(globalThis as any)[Symbol.for('timelab.notebook')]"

test('a cell is busy, echoed, shown and idle, in that order, and counted', async () => {
  const first = await run('6 * 7')
  assert.deepEqual(types(first), ['status', 'execute_input', 'execute_result', 'status'])
  assert.deepEqual(text(first), ['42'])
  const second = await run('undefined')
  assert.equal(second.executionCount, first.executionCount! + 1)
  assert.deepEqual(second.outputs, [])
})

test('a silent cell is neither counted, echoed nor kept', async () => {
  const before = (await run('1')).executionCount!
  const silent = await run("const quiet = 1\nconsole.log('heard')\nquiet", { silent: true })
  assert.deepEqual(types(silent), ['status', 'stream', 'status'])
  assert.equal((await run('quiet + 1')).executionCount, before + 1)
  const { history } = await kernel.history({ hist_access_type: 'tail', n: 2 })
  assert.deepEqual(
    (history as [number, number, string][]).map(([, line, code]) => [line, code]),
    [
      [before, '1'],
      [before + 1, 'quiet + 1'],
    ],
  )
})

test('a type error is told with its place, and nothing of the cell runs', async () => {
  const { status, outputs, reply } = await run("console.log('has run')\nconst depth: number = 'deep'")
  assert.equal(status, 'error')
  assert.match(String(reply.evalue), /^2:7 - Type 'string' is not assignable/)
  assert.equal(outputs.length, 1)
  assert.deepEqual(text(await run('typeof globalThis')), ["'object'"])
})

test('a run-time error has name, message and the lines of its cell', async () => {
  const code =
    'interface Point { x: number }\nfunction read(of: Point | undefined) {\n  return of!.x\n}\nread(undefined)'
  const { outputs, executionCount } = await run(code)
  const error = outputs[0]!
  assert.ok(error.output_type === 'error')
  assert.equal(error.ename, 'TypeError')
  assert.ok(
    error.traceback.some((line) => line.includes(`cell [${executionCount}]:3:14`)),
    error.traceback.join('\n'),
  )
  assert.ok(
    !error.traceback.some((line) => /kernels|node:vm|signal\.ts/.test(line)),
    error.traceback.join('\n'),
  )
})

test('an error stops what is queued, unless the cell says otherwise', async () => {
  const queue = (stopOnError: boolean) =>
    Promise.all([run("throw new Error('stop')", { stopOnError }), run("console.log('next')"), run('1')])
  const stopped = await queue(true)
  assert.deepEqual(
    stopped.map(({ status }) => status),
    ['error', 'aborted', 'aborted'],
  )
  assert.deepEqual(stopped[1].outputs, [])
  const on = await queue(false)
  assert.deepEqual(
    on.map(({ status }) => status),
    ['error', 'ok', 'ok'],
  )
})

test('cells run in the order in which they came, each output under its own, late ones too', async () => {
  const cells = await Promise.all([
    run("setTimeout(() => console.log('late'), 150)\nconsole.log('a')"),
    run("await new Promise((done) => setTimeout(done, 300))\nconsole.log('b')"),
    run("console.log('c')"),
  ])
  assert.deepEqual(cells.map(text), [['a\nlate\n'], ['b\n'], ['c\n']])
})

for (const [what, code] of [
  ['a tight loop', 'while (true) {}'],
  ['a loop that awaits', 'while (true) await new Promise((done) => setTimeout(done, 1))'],
  ['an await that never settles', 'await new Promise(() => {})'],
  ['a tight loop after an await', 'await null\nfor (;;) {}'],
] as const)
  test(`${what} is interrupted within a second, and variables are kept`, async () => {
    await run('let kept = 42')
    const queued = [run(code), run("console.log('queued')")]
    await new Promise((done) => setTimeout(done, 300))
    const begun = performance.now()
    await kernel.interrupt(wait)
    const [cell, next] = await Promise.all(queued)
    assert.ok(performance.now() - begun < 1000)
    assert.equal(cell!.reply.ename, 'Interrupted')
    assert.equal(next!.status, 'aborted')
    assert.deepEqual(text(await run('kept')), ['42'])
  })

test('an interruption between cells, or of a cell that has ended, changes nothing', async () => {
  await kernel.interrupt(wait)
  assert.deepEqual(text(await run('let sum = 0\nfor (let k = 0; k < 3; k++) sum += k\nsum')), ['3'])
})

test('completion and hover answer while a cell computes', async () => {
  const running = run('const end = Date.now() + 1500\nwhile (Date.now() < end) {}')
  await new Promise((done) => setTimeout(done, 200))
  const [completed, hover] = await Promise.all([
    kernel.complete("'🌹'; Math.flo", undefined, wait),
    kernel.inspect('Math.floor', undefined, wait),
  ])
  let ended = false
  void running.then(() => {
    ended = true
  })
  assert.ok(!ended)
  assert.deepEqual([completed.matches, completed.cursor_start, completed.cursor_end], [['floor'], 10, 13])
  assert.match(String((hover.data as Record<string, string>)['text/markdown']), /floor\(x: number\): number/)
  await running
})

test('a cell asks for a line; where the front end cannot be asked, it is told so', async () => {
  const code = `const name: string = await ${HOST}.input('name? ')\nname.toUpperCase()`
  assert.deepEqual(text(await run(code, { onInput: (prompt) => (prompt === 'name? ' ? 'Ada' : 'no') })), [
    "'ADA'",
  ])
  assert.match(String((await run(code)).reply.evalue), /cannot ask/)
})

test('a display is shown and updated from a later cell', async () => {
  const shown = await run(`${HOST}.display({ data: { 'text/plain': '10%' } }, { id: 'bar' })`)
  await run(`${HOST}.display({ data: { 'text/plain': '100%' } }, { id: 'bar', update: true })`)
  assert.deepEqual(text(shown), ['100%'])
})

test('comms go both ways, with buffers, and are listed while open', async () => {
  const echo = '(message: any) => comm.send({ data: message.data, buffers: message.buffers })'
  await run(`${HOST}.onComm('echo', (comm: any) => comm.onMessage(${echo}))`)
  const id = kernel.openComm('echo', {})
  kernel.sendComm(id, { lambda: 0.1 }, [Uint8Array.of(1, 2)])
  const answer = await kernel.waitFor(
    ({ header, content }) => header.msg_type === 'comm_msg' && content.comm_id === id,
  )
  assert.deepEqual(answer.content.data, { lambda: 0.1 })
  assert.deepEqual([...answer.buffers[0]!], [1, 2])
  assert.deepEqual((await kernel.commInfo('echo')).comms, { [id]: { target_name: 'echo' } })
  kernel.closeComm(id)
  assert.deepEqual((await kernel.commInfo('echo')).comms, {})
  const refused = kernel.openComm('nobody', {})
  await kernel.waitFor(
    ({ header, content }) => header.msg_type === 'comm_close' && content.comm_id === refused,
  )
})

test('an error of a timer is shown and ends nothing', async () => {
  const cell = await run("setTimeout(() => { throw new Error('in a timer') }, 20)\nlet lives = 1")
  await run('await new Promise((done) => setTimeout(done, 100))')
  assert.match(String(text(cell)), /in a timer/)
  assert.deepEqual(text(await run('lives')), ['1'])
})

test('a message of another key is dropped', async () => {
  const id = kernel.send('shell', 'kernel_info_request', {}, { key: 'another' })
  await kernel.kernelInfo(wait)
  assert.ok(!kernel.messages.some(({ parent }) => parent.msg_id === id))
})

test('the sockets listen on the loopback address only', { skip: process.platform !== 'linux' }, () => {
  const listening = execFileSync('cat', [`/proc/${kernel.pid}/net/tcp`]).toString()
  assert.match(listening, /0100007F:[0-9A-F]{4} 00000000:0000 0A/)
})

test('a restart forgets variables and counts anew', async () => {
  writeFileSync(join(folder, 'module.ts'), 'export const depth: number = 3\n')
  await run('let forgotten = 1')
  await kernel.shutdown(true)
  const first = await run("import { depth } from './module.ts'\ndepth")
  assert.deepEqual([first.executionCount, ...text(first)], [1, '3'])
  assert.match(String((await run('forgotten')).reply.evalue), /Cannot find name/)
})

test('a function says its text as it was written, so that libraries can read it', async () => {
  const written = '(a) => a > 1'
  assert.deepEqual(text(await run(`const above = ${written.replace('a', 'a: number')}\nabove.toString()`)), [
    "'(a        ) => a > 1'",
  ])
  const block = 'function () { const k = [0, (1)]; return (k) }'
  assert.deepEqual(text(await run(`console.log(String(${block}))`)), [`${block}\n`])
})
