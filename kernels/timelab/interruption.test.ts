import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchKernel } from '../client/client.ts'
import { readKernelSpec } from '../client/spec.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const kernel = await launchKernel({ ...readKernelSpec(here), cwd: here })
after(() => kernel.close())
const run = (code: string) => kernel.execute(code, { timeout: 30_000 })
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
const value = async (code: string) => {
  const { outputs, reply } = await run(code)
  const last = outputs.at(-1)
  return last && 'data' in last ? last.data['text/plain'] : reply.evalue
}

/** Interrupts a cell once it wrote `begun`, and says how that ended. */
async function interrupted(code: string) {
  const started = Promise.withResolvers<void>()
  const running = kernel.execute(code, {
    timeout: 30_000,
    onMessage: ({ header }) => header.msg_type === 'stream' && started.resolve(),
  })
  await Promise.race([started.promise, running])
  await pause(100)
  const since = performance.now()
  await kernel.interrupt()
  const { reply } = await running
  return { ename: reply.ename, evalue: reply.evalue, within: performance.now() - since < 1000 }
}
await run('const list = Array.from({ length: 5e5 }, (_, k) => (k * 7919) % 1000003)\nlet sorted = 0')
const ended = { ename: 'Interrupted', evalue: 'The cell was interrupted.', within: true }

for (const [what, code] of [
  ["a sort in V8's own code", 'sorted = list.sort((a, b) => String(a).localeCompare(String(b))).length'],
  [
    'the same after an await',
    'await null\nsorted = list.sort((a, b) => String(a).localeCompare(String(b))).length',
  ],
  ['a regular expression without end', ";/(a+)+b/.test('a'.repeat(50))"],
  [
    'a recursion after an await',
    'await null\nconst fib = (n: number): number => n < 2 ? n : fib(n - 1) + fib(n - 2)\nfib(60)',
  ],
  ['a loop that catches what is thrown in it', 'for (;;) { try { for (;;) {} } catch {} }'],
  ['a loop that writes', 'for (;;) console.log(1)'],
] as const)
  test(`${what} is interrupted within a second; the next cells run`, async () => {
    assert.deepEqual(await interrupted(`console.log('begun')\n${code}`), ended)
    assert.equal(await value('sorted'), '0')
  })

test('functions of an interrupted cell, and listeners that it set, run again in later cells', async () => {
  const host = "(globalThis as any)[Symbol.for('timelab.notebook')]"
  await interrupted(
    `const count = (to: number) => { let k = 0; while (k < to) k++; return k }\n` +
      `${host}.onComm('count', (comm: any) => comm.onMessage(({ data }: any) => comm.send({ data: { counted: count(data.to) } })))\n` +
      `console.log('begun')\nawait new Promise(() => {})`,
  )
  assert.equal(await value('count(10)'), '10')
  const id = kernel.openComm('count', {})
  kernel.sendComm(id, { to: 20 })
  const { content } = await kernel.waitFor(
    ({ header, content }) => header.msg_type === 'comm_msg' && content.comm_id === id,
  )
  assert.deepEqual(content.data, { counted: 20 })
})

test('between cells an interruption ends what cells left going, and nothing else', async () => {
  await run("setTimeout(() => { console.log('begun'); for (;;) {} }, 10)")
  await kernel.waitFor(({ content }) => content.text === 'begun\n')
  await kernel.interrupt()
  assert.equal(await value('let rounds = 0\nfor (let k = 0; k < 3; k++) rounds++\nrounds'), '3')
})

test('a running generate stops within a second; its finished pictures and every variable are kept', async () => {
  await run(
    "import { finishedPictures, generate, loadModel } from 'timelab'\nconst model = await loadModel('emoji')",
  )
  const drawing = (seeds: number) =>
    `const drawn = await generate(model, ['A rose'], { seeds: ${seeds}, steps: 2, batch: 2, onProgress: (done) => { if (done > 40) console.log('begun') } })`
  const { ename, evalue, within } = await interrupted(drawing(500))
  assert.deepEqual([ename, within], ['Interrupted', true])
  assert.match(String(evalue), /^The drawing was stopped; \d+ of 500 pictures were finished/)
  assert.notEqual(await value('finishedPictures().length'), '0')
  await run(drawing(1))
  assert.equal(await value('drawn.length'), '1')
})

test('a kernel that draws shuts down within seconds and leaves no process', async () => {
  void run("void generate(model, ['A rose'], { seeds: 500 })").catch(() => {})
  await pause(500)
  const since = performance.now()
  await kernel.shutdown()
  assert.ok(performance.now() - since < 2000)
  assert.throws(() => process.kill(kernel.pid, 0), { code: 'ESRCH' })
})
