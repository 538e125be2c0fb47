import assert from 'node:assert/strict'
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { assertSound, type Command, main, recorded, root, start } from './faults-testing.ts'
import { closeRedis, openRedis } from './redis.ts'
import { freePort, noRedis, startRedis, type TestRedis } from './redis-testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-queue-'))
after(() => rmSync(folder, { recursive: true }))

/** With patience for the test that takes minutes. */
const timelab = (args: readonly string[]): Command => start(process.execPath, [main, ...args], 600)

/** A table of 28 pictures in 14 batches, or of more. */
const reproduce = (run: string, ...more: readonly string[]): Command =>
  timelab([
    ...['reproduce', 'table2', '--dataset', join(root, 'datasets', 'emoji', 'test.csv')],
    ...['--limit', '1', '--seeds', '1', '--steps', '2', '--captions', '0', '--batch', '2', '--json'],
    ...['--run', join(folder, run), ...more],
  ])
/** `npm run faults` sets it. */
const long = process.env.TIMELAB_FAULTS === 'long'
const worker = (url: string, ...more: readonly string[]): Command =>
  timelab(['worker', '--queue', url, ...more])

/** Waits for what these commands are to bring about. */
async function until(
  holds: () => boolean | Promise<boolean>,
  ...commands: readonly Command[]
): Promise<void> {
  const begun = performance.now()
  const failed = () => commands.some(({ child: { exitCode, signalCode } }) => exitCode || signalCode)
  while (!(await holds())) {
    const said = commands.map(({ err }) => err()).join('\n')
    assert.ok(!failed() && performance.now() - begun < 60_000, `it never came to this:\n${said}`)
    await sleep(2)
  }
}

const locals = new Map<string, Promise<string>>()
/** What the same run prints where nothing is in its way, in the folder `local`. */
function uninterrupted(local: string, settings: readonly string[]): Promise<string> {
  const known = locals.get(local)
  const made =
    known ??
    (async () => {
      const run = reproduce(local, ...settings)
      assert.equal(await run.ended, 0, run.err())
      return run.out()
    })()
  locals.set(local, made)
  return made
}

async function assertSameAsLocal(
  command: Command,
  run: string,
  local = 'local',
  settings: readonly string[] = [],
): Promise<void> {
  assert.equal(await command.ended, 0, command.err())
  assert.equal(command.out(), await uninterrupted(local, settings))
  assertSound(join(folder, run))
  assert.deepEqual(recorded(join(folder, run)), recorded(join(folder, local)))
}

/** Works with a Redis of its own. */
async function withRedis(work: (server: TestRedis, redis: Redis) => Promise<void>): Promise<void> {
  const server = await startRedis()
  const redis = await openRedis(server.url)
  try {
    await work(server, redis)
  } finally {
    closeRedis(redis)
    await server.remove()
  }
}

/** Batches that workers are at. */
async function underway(redis: Redis): Promise<number> {
  const lists = await redis.keys('timelab:*:active')
  const lengths = await Promise.all(lists.map((list) => redis.llen(list)))
  return lengths.reduce((sum, length) => sum + length, 0)
}

suite('a run on other machines', { skip: noRedis }, () => {
  test('a worker killed amid its batches costs time alone: tables and ledger equal a local run’s', async () => {
    await withRedis(async (server, redis) => {
      const run = reproduce('killed', '--queue', server.url)
      const [first, second] = [worker(server.url), worker(server.url)]
      // Whichever begins first is the one to go.
      await until(
        async () => /Drawing for run/.test(first.err() + second.err()) && (await underway(redis)) > 0,
        ...[run, first, second],
      )
      const [victim, other] = /Drawing for run/.test(first.err()) ? [first, second] : [second, first]
      other.child.kill('SIGSTOP')
      await until(async () => (await underway(redis)) > 0, run)
      victim.child.kill('SIGKILL')
      await victim.ended
      assert.ok((await underway(redis)) > 0, 'it was killed between two batches')
      other.child.kill('SIGCONT')
      await assertSameAsLocal(run, 'killed')
      other.child.kill('SIGINT')
      assert.ok([130, null].includes(await other.ended), other.err())
    })
  })

  test('a Redis killed amid a run and started again empty costs time alone', async () => {
    await withRedis(async (server) => {
      const run = reproduce('emptied', '--queue', server.url)
      // The worker ends once there is no run, so it comes when there is one.
      await until(() => /: 0 %/.test(run.err()), run)
      const hand = worker(server.url, '--until-idle', '3')
      await until(() => /: [1-9]0 %/.test(run.err()), run, hand)
      await server.kill()
      assert.equal(run.child.exitCode, null, 'it was killed after the run')
      await server.restart()
      await assertSameAsLocal(run, 'emptied')
      assert.match(run.err(), /is gone: trying again.*\n(.*\n)*.*is back/)
      assert.equal(await hand.ended, 0, hand.err())
    })
  })

  test('workers, Redis and coordinator killed again and again, in any order, cost time alone', {
    skip: long ? false : 'takes minutes: npm run faults',
    timeout: 900_000,
  }, async () => {
    const settings = ['--limit', '6', '--seeds', '3', '--steps', '6', '--batch', '3']
    await withRedis(async (server) => {
      const begin = () => reproduce('chaos', ...settings, '--queue', server.url)
      const hand = () => worker(server.url)
      let run = begin()
      let hands = [hand(), hand()]
      const done: string[] = []
      const faults: Record<string, () => Promise<void>> = {
        'worker killed': async () => void hands[0]?.child.kill('SIGKILL'),
        'worker stopped': async () => void hands[1]?.child.kill('SIGINT'),
        'redis killed': async () => {
          await server.kill()
          await sleep(2_000 * Math.random())
          await server.restart()
        },
        'coordinator killed': async () => {
          run.child.kill('SIGKILL')
          await run.ended
          run = begin()
        },
      }
      const names = Object.keys(faults)
      for (let k = 0; k < 20 && (run.child.exitCode ?? 1) !== 0; k++) {
        await sleep(1_000 + 4_000 * Math.random())
        const name = names[Math.floor(names.length * Math.random())] ?? ''
        done.push(name)
        await faults[name]?.()
        await sleep(100)
        // Whoever begins while the Redis is away says so and ends: as a supervisor would, start it again.
        hands = hands.map((each) => ((each.child.exitCode ?? each.child.signalCode) === null ? each : hand()))
        if (run.child.exitCode === 2) run = begin()
      }
      hands = hands.map((each) => ((each.child.exitCode ?? each.child.signalCode) === null ? each : hand()))
      await assertSameAsLocal(run, 'chaos', 'local-chaos', settings)
      assert.ok(done.length > 3, done.join(', '))
      for (const { child } of hands) child.kill('SIGKILL')
    })
  })

  test('a worker with another model, or other code, is refused in one sentence that says what differs', async () => {
    const model = join(folder, 'other-model')
    cpSync(join(root, 'models', 'emoji'), model, { recursive: true })
    appendFileSync(join(model, 'scheduler', 'scheduler_config.json'), '\n')
    const home = join(folder, 'other-code')
    for (const name of ['src', 'package.json']) {
      cpSync(join(root, name), join(home, name), { recursive: true, filter: (file) => !/goldens/.test(file) })
    }
    for (const name of ['node_modules', 'models']) symlinkSync(join(root, name), join(home, name))
    appendFileSync(join(home, 'src', 'sampling', 'pixels.ts'), '// another way to round\n')

    await withRedis(async (server, redis) => {
      const run = reproduce('refusing', '--queue', server.url)
      await until(async () => (await redis.exists('timelab:runs')) === 1, run)
      const refused = [
        timelab(['worker', '--queue', server.url, '--model', model]),
        start(process.execPath, [join(home, 'src', 'cli', 'main.ts'), 'worker', '--queue', server.url]),
      ]
      const codes = await Promise.all(refused.map(({ ended }) => ended))
      const [byModel, byCode] = refused.map(({ err }) => err())
      assert.deepEqual(codes, [2, 2], `${byModel}${byCode}`)
      assert.match(byModel ?? '', /does not fit the run .*: the run's model is emoji \(.*--model\)\.\n$/)
      assert.match(byCode ?? '', /does not fit the run .*: the run's code is timelab .*\(install the same/)
      assert.equal(await underway(redis), 0)
      assert.equal(run.child.exitCode, null)
      run.child.kill('SIGINT')
      assert.equal(await run.ended, 130, run.err())
      assert.doesNotMatch(run.err(), /: [1-9]0 %/)
    })
  })
})

test('an address that is none, and one where no Redis answers, are refused in one sentence, with exit code 2', async () => {
  const nowhere = `redis://127.0.0.1:${await freePort()}`
  const cases = [
    [worker('http://example.org'), /^--queue "http:\/\/example\.org" is no address of a Redis: .*\n$/],
    [
      worker(nowhere),
      /^No Redis answers at redis:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\): start one there, .*\n$/,
    ],
    [reproduce('nowhere', '--queue', nowhere), /^No Redis answers at/],
  ] as const
  for (const [command, says] of cases) {
    assert.equal(await command.ended, 2)
    assert.match(command.err(), says)
    assert.equal(command.out(), '')
  }
  assert.equal(existsSync(join(folder, 'nowhere')), false)
})
