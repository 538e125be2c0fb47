import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { InputError } from '../errors.ts'
import { encodeWork } from './batch-message.ts'
import type { Work } from './executor.ts'
import { createQueueExecutor, type QueueExecutorOptions } from './queue-executor.ts'
import { closeRedis, openRedis, persistentCalls } from './redis.ts'
import { noRedis, startRedis, type TestRedis } from './redis-testing.ts'
import { cutIntoBatches } from './run.ts'
import { describeRun, drawerOf, type RunDescriptor } from './run-descriptor.ts'
import { resultsKey } from './run-queue.ts'
import { type ServeOptions, serveRun } from './serve-run.ts'
import { seedOf, someOutcome, someSettings, someUnits } from './testing.ts'
import { createUnits, type Unit } from './unit.ts'

let server: TestRedis
let redis: Redis
before(async () => {
  if (noRedis) return
  server = await startRedis()
  redis = await openRedis(server.url)
})
after(async () => {
  if (noRedis) return
  closeRedis(redis)
  await server.remove()
})

const { sampling } = someSettings
const { digest } = someSettings.model
const drawer = await drawerOf({ name: 'none', digest: async () => digest }, { folder: 'none', digest })
const unit = createUnits(digest, sampling)

const perform = async (batch: readonly Unit[]): Promise<Work> => ({
  outcomes: await Promise.all(batch.map(someOutcome)),
  edits: [],
  seconds: 1,
})

const serve = (options: Omit<ServeOptions, 'persist'>) =>
  serveRun({ ...options, persist: persistentCalls(() => {}, options.signal) })

/** Seeds of the units that a run yields, in order. */
async function seedsDrawn(
  run: RunDescriptor,
  batches: readonly (readonly Unit[])[],
  options: Partial<QueueExecutorOptions> & { readonly signal?: AbortSignal } = {},
): Promise<number[]> {
  const seeds: number[] = []
  const units = new Map(batches.flat().map((each) => [each.key, each]))
  const executor = createQueueExecutor({ url: server.url, run, features: 2, ...options })
  for await (const { outcomes } of executor.execute(batches, options.signal)) {
    for (const { key, png, feature } of outcomes) {
      assert.deepEqual(png, new Uint8Array((await someOutcome(units.get(key)!)).png))
      seeds.push(seedOf(feature))
    }
  }
  return seeds.sort((a, b) => a - b)
}
const counting = (count: number) => Array.from({ length: count }, (_, k) => k)
const lengthOf = (run: RunDescriptor, list: 'wait' | 'active') => redis.llen(`timelab:${run.id}:${list}`)
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return
    await sleep(20)
  }
  assert.fail('it never came to this')
}

suite('a run over a queue', { skip: noRedis, concurrency: true }, () => {
  test('runs on one Redis do not mix, however few batches lie there at once, and leave nothing of theirs', async () => {
    const [one, two] = ['one', 'two'].map((name) => describeRun(name, drawer, sampling))
    assert.ok(one && two)
    const both = [one, two].map((run) => serve({ redis, run, perform, lanes: 2 }))
    const all = someUnits(40)
    assert.deepEqual(
      await Promise.all([
        seedsDrawn(one, cutIntoBatches(all.slice(0, 30), 3), { window: 4 }),
        seedsDrawn(two, cutIntoBatches(all.slice(0, 5), 2)),
      ]),
      [counting(30), counting(5)],
    )
    assert.deepEqual(await Promise.all(both.map((service) => service.end())), [30, 5])
    for (const { id } of [one, two]) assert.equal(await redis.exists(resultsKey(id), `timelab:run:${id}`), 0)
    assert.equal((await lengthOf(one, 'wait')) + (await lengthOf(one, 'active')), 0)
  })

  test('what is drawn twice, or was drawn for another cut of the run, is yielded once', async () => {
    const run = describeRun('twice', drawer, sampling)
    const all = someUnits(12)
    // What a coordinator that was killed left: a result of its own cut, one of its batches, and a stranger's.
    await redis.hset(resultsKey(run.id), 'left', encodeWork(await perform(all.slice(2, 7))))
    await redis.hset(resultsKey(run.id), 'strange', encodeWork(await perform([unit('A tulip', 100)])))
    const abandoned = new AbortController()
    const before = seedsDrawn(run, cutIntoBatches(all, 5), { signal: abandoned.signal })
    await until(async () => (await lengthOf(run, 'wait')) > 0)
    const service = serve({
      redis,
      run,
      lanes: 2,
      async perform(batch) {
        // As where a worker lost its lock and another drew the same.
        await redis.hset(resultsKey(run.id), `again ${batch[0]?.key}`, encodeWork(await perform(batch)))
        return perform(batch)
      },
    })
    abandoned.abort()
    await assert.rejects(before, { name: 'AbortError' })
    await redis.hset(resultsKey(run.id), 'left', encodeWork(await perform(all.slice(2, 7))))
    assert.deepEqual(await seedsDrawn(run, cutIntoBatches(all, 4)), counting(12))
    await service.end()
  })

  test('a batch that fails is tried three times, then its error is the run’s', async () => {
    const run = describeRun('fails', drawer, sampling)
    let calls = 0
    const service = serve({
      redis,
      run,
      lanes: 1,
      async perform(batch) {
        calls++
        if (batch.some(({ seed }) => seed === 3)) throw new Error('the picture burst')
        return perform(batch)
      },
    })
    await assert.rejects(seedsDrawn(run, cutIntoBatches(someUnits(4), 2)), /the picture burst/)
    assert.equal(calls, 4)
    await service.end()
  })

  test('bad input fails a run at once, as bad input', async () => {
    const run = describeRun('input', drawer, sampling)
    const service = serve({
      redis,
      run,
      lanes: 1,
      async perform() {
        throw new InputError('The prompt is too long.')
      },
    })
    await assert.rejects(seedsDrawn(run, [someUnits(1)]), {
      name: 'InputError',
      message: 'The prompt is too long.',
    })
    await service.end()
  })

  test('an aborted run ends soon and takes what no worker has begun off the Redis', async () => {
    const run = describeRun('aborted', drawer, sampling)
    const stop = new AbortController()
    const notices: string[] = []
    const running = seedsDrawn(run, cutIntoBatches(someUnits(30), 2), {
      signal: stop.signal,
      onNotice: (notice) => notices.push(notice),
    })
    await until(async () => notices.length > 0)
    assert.match(notices.join(), /^No worker is there: start one .*timelab worker --queue redis:/)
    assert.equal(await lengthOf(run, 'wait'), 15)
    const begun = performance.now()
    stop.abort()
    await assert.rejects(running, { name: 'AbortError' })
    assert.ok(performance.now() - begun < 2_500)
    assert.equal(await lengthOf(run, 'wait'), 0)
    assert.equal(await redis.exists(`timelab:run:${run.id}`), 0)
  })

  test('a stopped worker gives back at once what it is at', async () => {
    const run = describeRun('stopped', drawer, sampling)
    const stop = new AbortController()
    const slow = serve({
      redis,
      run,
      lanes: 2,
      signal: stop.signal,
      perform: async (_, signal) =>
        sleep(60_000, { outcomes: [], edits: [], seconds: 1 }, signal ? { signal } : {}),
    })
    const running = seedsDrawn(run, cutIntoBatches(someUnits(6), 2))
    await until(async () => (await lengthOf(run, 'active')) === 2)
    const begun = performance.now()
    const ended = slow.end()
    stop.abort()
    assert.equal(await ended, 0)
    assert.ok(performance.now() - begun < 2_500)
    assert.deepEqual([await lengthOf(run, 'active'), await lengthOf(run, 'wait')], [0, 3])
    const service = serve({ redis, run, perform, lanes: 1 })
    assert.deepEqual(await running, counting(6))
    await service.end()
  })

  test('a Redis that is killed and comes back empty costs what was under way at most', async () => {
    const own = await startRedis()
    const link = await openRedis(own.url)
    try {
      const run = describeRun('empty', drawer, sampling)
      let calls = 0
      const service = serve({
        redis: link,
        run,
        lanes: 2,
        async perform(batch) {
          calls++
          await sleep(50)
          return perform(batch)
        },
      })
      const notices: string[] = []
      const running = seedsDrawn(run, cutIntoBatches(someUnits(60), 2), {
        url: own.url,
        onNotice: (notice) => notices.push(notice),
      })
      await until(async () => calls > 8)
      await own.kill()
      await sleep(200)
      await own.restart()
      assert.deepEqual(await running, counting(60))
      assert.deepEqual(
        notices.map((notice) => /gone|back/.exec(notice)?.[0]),
        ['gone', 'back'],
      )
      await service.end()
    } finally {
      closeRedis(link)
      await own.remove()
    }
  })

  test('a second coordinator of the same run takes it over, and the first says so', async () => {
    const run = describeRun('taken', drawer, sampling)
    const batches = cutIntoBatches(someUnits(4), 2)
    const first = assert.rejects(seedsDrawn(run, batches), /Another process has taken this run over/)
    await until(async () => (await lengthOf(run, 'wait')) === 2)
    const second = seedsDrawn(run, batches)
    await first
    const service = serve({ redis, run, perform, lanes: 1 })
    assert.deepEqual(await second, counting(4))
    await service.end()
  })
})
