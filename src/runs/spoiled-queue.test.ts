import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { batchId, encodeWork } from './batch-message.ts'
import { createQueueExecutor } from './queue-executor.ts'
import { closeRedis, openRedis, persistentCalls } from './redis.ts'
import { noRedis, startRedis, type TestRedis } from './redis-testing.ts'
import { cutIntoBatches } from './run.ts'
import { describeRun, drawerOf, type RunDescriptor } from './run-descriptor.ts'
import { resultsKey } from './run-queue.ts'
import { serveRun } from './serve-run.ts'
import { seedOf, someOutcome, someSettings, someUnits } from './testing.ts'
import type { Unit } from './unit.ts'

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

const { digest } = someSettings.model
const drawer = await drawerOf({ name: 'none', digest: async () => digest }, { folder: 'none', digest })
const runOf = (name: string): RunDescriptor => describeRun(name, drawer, someSettings.sampling)
const perform = async (batch: readonly Unit[]) => ({
  outcomes: await Promise.all(batch.map(someOutcome)),
  edits: [],
  seconds: 1,
})
const serve = (run: RunDescriptor) =>
  serveRun({ redis, run, perform, lanes: 2, persist: persistentCalls(() => {}) })

/** Seeds that a run over the queue yields, with what it says of it. */
async function draw(run: RunDescriptor, batches: readonly (readonly Unit[])[]) {
  const [seeds, notices]: [number[], string[]] = [[], []]
  const onNotice = (notice: string) => notices.push(notice)
  const executor = createQueueExecutor({ url: server.url, run, features: 2, onNotice })
  for await (const { outcomes } of executor.execute(batches)) {
    seeds.push(...outcomes.map(({ feature }) => seedOf(feature)))
  }
  return { seeds: seeds.sort((a, b) => a - b), notices }
}

const units = someUnits(8)
const batches = cutIntoBatches(units, 2)
const names = batches.map(batchId)
const all = { seeds: units.map(({ seed }) => seed) }
/** Lays something on the Redis once the run has begun, and has a worker come after it. */
async function spoil(run: RunDescriptor, work: () => Promise<unknown>) {
  const drawing = draw(run, batches)
  // Before the run has cleared it, it may be of another kind.
  const waiting = () => redis.llen(`timelab:${run.id}:wait`).catch(() => 0)
  while ((await waiting()) < batches.length) await sleep(20)
  await work()
  const service = serve(run)
  const { seeds, notices } = await drawing.finally(() => service.end())
  assert.deepEqual({ seeds }, all)
  return notices.filter((notice) => /dropped/.test(notice))
}

suite('what others lay on the Redis', { skip: noRedis, concurrency: true }, () => {
  test('rubbish among the results, under any name, is dropped with one notice, then and at the next call', async () => {
    const run = runOf('rubbish')
    const [outcome] = await Promise.all(units.slice(0, 1).map(someOutcome))
    const lay = () =>
      redis.hset(resultsKey(run.id), {
        '': 'garbage',
        __proto__: 'null',
        [names[0] ?? '']: '{}',
        [names[1] ?? '']: encodeWork({
          outcomes: [{ ...outcome!, feature: Float32Array.of(Number.NaN, 0) }],
          edits: [],
          seconds: 1,
        }),
      })
    const notices = await spoil(run, lay)
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /^A result on the Redis is dropped \([^\n]*\): [^\n]* drawn again\.$/)
    assert.equal((await spoil(run, lay)).length, 1)
  })

  test('jobs that are changed, emptied, replaced or lost from their list are given again', async () => {
    const run = runOf('jobs')
    const job = (k: number) => `timelab:${run.id}:${names[k]}`
    await spoil(run, async () => {
      await redis.hset(job(0), 'data', 'no JSON at all')
      await redis.hset(job(1), 'opts', '[')
      await redis.del(job(2))
      await redis.set(job(2), 'a word')
      await redis.lrem(`timelab:${run.id}:wait`, 0, names[3] ?? '')
      await redis.lpush(`timelab:${run.id}:wait`, 'a job that is not there')
    })
    assert.deepEqual(
      await redis.keys(`timelab:${run.id}:*`).then((keys) => keys.filter((key) => /:[0-9a-f]{32}/.test(key))),
      [],
    )
  })

  test('keys of another kind where a run has its own are cleared when it begins', async () => {
    const run = runOf('kinds')
    await redis.set(resultsKey(run.id), 'text')
    await redis.set(`timelab:${run.id}:wait`, 'text')
    await redis.set(`timelab:${run.id}:failed`, 'text')
    assert.deepEqual(await spoil(run, async () => {}), [])
  })

  test('a worker that gives rubbish for ever ends the run in a sentence', async () => {
    const run = runOf('for ever')
    const service = serveRun({
      redis,
      run,
      lanes: 1,
      persist: persistentCalls(() => {}),
      async perform(batch) {
        const { outcomes, ...work } = await perform(batch)
        return { ...work, outcomes: outcomes.map((each) => ({ ...each, png: Buffer.from('<html>') })) }
      },
    })
    await assert.rejects(draw(run, batches.slice(0, 1)), {
      name: 'InputError',
      message: /was spoiled 3 times \(a picture is not a PNG file that can be read\): /,
    })
    await service.end()
  })
})
