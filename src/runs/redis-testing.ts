import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A Redis of a test's own, on a free port of this machine, which keeps nothing on the disk. */
export interface TestRedis {
  readonly url: string
  /** Kills it as `kill -9` does; what it held is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>
  /** Kills it for good and removes its folder. */
  remove(): Promise<void>
}

/** Why tests that need a Redis are skipped on this machine; false where they are not. */
export const noRedis: string | false =
  spawnSync('redis-server', ['--version']).status === 0
    ? false
    : 'no redis-server on this machine: install Redis (apt-get install redis-server) to run these'

/** Starts a Redis for tests. Whoever starts one removes it. */
export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'timelab-redis-'))
  const port = await freePort()
  let server = await launch(port, folder)
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      server = await launch(port, folder)
    },
    async remove() {
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const server = spawn('redis-server', [...settings, '--appendonly', 'no'], { stdio: 'ignore' })
  for (let tries = 0; tries < 200; tries++) {
    if (await answers(port)) return server
    await sleep(25)
  }
  server.kill('SIGKILL')
  throw new Error(`redis-server does not answer on port ${port}`)
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
  socket.once('data', (data) => {
    socket.destroy()
    resolve(data.toString().startsWith('+PONG'))
  })
  socket.once('error', () => resolve(false))
  return promise
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listened on a port')
  return address.port
}
