import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchKernel } from '../client/client.ts'
import { createConnectionFile } from '../client/connection.ts'
import { readKernelSpec } from '../client/spec.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const start = join(here, 'start.js')
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/** A Node on the PATH that is too old to run the kernel itself. */
const old = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (node) =>
      existsSync(node) && Number.parseInt(execFileSync(node, ['--version']).toString().slice(1), 10) < 24,
  )

test('under an older node the kernel runs under the one that npm brought, is interrupted and ends', {
  skip: old === undefined && 'every node here is new enough',
}, async () => {
  const kernel = await launchKernel({
    ...readKernelSpec(here),
    argv: [old!, start, '{connection_file}'],
    cwd: here,
  })
  try {
    const { outputs } = await kernel.execute('process.versions.node.split(".")[0]', { timeout: 20_000 })
    assert.deepEqual('data' in outputs[0]! && outputs[0].data['text/plain'], "'24'")
  } finally {
    await kernel.shutdown()
  }
  assert.throws(() => process.kill(kernel.pid, 0), { code: 'ESRCH' })
})

test('a kernel whose parent is killed ends, whatever it computes', {
  skip: process.platform === 'win32',
}, async () => {
  const { path, remove } = await createConnectionFile()
  const program = `const { spawn } = require('node:child_process')
    const kernel = spawn(process.execPath, [${JSON.stringify(start)}, ${JSON.stringify(path)}], {
      detached: true, stdio: 'ignore', env: { ...process.env, JPY_PARENT_PID: String(process.pid) } })
    console.log(kernel.pid)
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const kernel = Number(String((await once(parent.stdout, 'data'))[0]))
  await pause(1500)
  assert.ok(process.kill(kernel, 0))
  parent.kill('SIGKILL')
  const isGone = () => {
    try {
      return !process.kill(kernel, 0)
    } catch {
      return true
    }
  }
  for (let waited = 0; !isGone() && waited < 5000; waited += 50) await pause(50)
  assert.ok(isGone())
  remove()
})

test('a connection that is open to other machines, or none, ends the kernel with one sentence', async () => {
  const { info, path, remove } = await createConnectionFile()
  after(remove)
  const refused = (...args: readonly string[]) => {
    const { status, signal, stderr } = spawnSync(process.execPath, [start, ...args], { encoding: 'utf8' })
    assert.deepEqual([status, signal, stderr.split('\n').length], [1, null, 2], stderr)
    return stderr
  }
  const wrong = (change: Readonly<Record<string, unknown>>) => {
    writeFileSync(path, JSON.stringify({ ...info, ...change }))
    return refused(path)
  }
  assert.match(wrong({ ip: '0.0.0.0' }), /^The connection file names tcp:\/\/0\.0\.0\.0: /)
  assert.match(refused(), /^The kernel was started without a connection file: /)
  assert.match(refused(dirname(path)), /not a connection file \(it is not a file\)/)
  // A port that another program listens on, for each of the sockets in turn.
  for (const name of ['iopub_port', 'hb_port', 'stdin_port', 'control_port', 'shell_port'] as const) {
    const server = createServer().listen(info[name], '127.0.0.1')
    await once(server, 'listening')
    const sentence = `The connection file's ${name}, ${info[name]}, cannot be listened on (Address already in use): start the kernel again.\n`
    assert.equal(wrong({}), sentence)
    server.close()
  }
})
