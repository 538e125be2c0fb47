/**
 * Pictures a second that workers draw for one coordinator over a real Redis: one worker, and two, each kept to one core
 * (as two machines of one core would be), against the same plan drawn in this process by one session.
 * Needs redis-server, and taskset to keep a worker to its core.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { featureLength, openJudge } from '../src/evaluation/judge.ts'
import { type ReproduceOptions, reproduce } from '../src/experiments/reproduce.ts'
import { loadModel } from '../src/models/model.ts'
import { createLocalExecutor } from '../src/runs/local-executor.ts'
import { createPerform } from '../src/runs/perform.ts'
import { createQueueExecutor } from '../src/runs/queue-executor.ts'
import { noRedis, startRedis } from '../src/runs/redis-testing.ts'
import { describeRun, drawerOf } from '../src/runs/run-descriptor.ts'
import { runIdentity } from '../src/runs/run-id.ts'

const SEEDS = 24
const BATCH = 24
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

if (noRedis) {
  process.stdout.write(`${noRedis}\n`)
  process.exit(0)
}
const model = await loadModel('emoji', { sessions: 1, threads: 1 })
const judge = await openJudge(join(model.folder.path, 'clip'))
const redis = await startRedis()
const alone = await picturesPerSecond(() => ({
  executor: (sampling) => createLocalExecutor(createPerform(model, judge, sampling), 2),
}))
const rows: (readonly [name: string, rate: number])[] = [
  ['in this process, one session of one thread', alone],
]
for (const count of [1, 2]) {
  const workers = Array.from({ length: count }, (_, core) => startWorker(core, redis.url))
  const drawer = await drawerOf(model, judge)
  const features = await featureLength(judge)
  const rate = await picturesPerSecond((folder) => ({
    executor: (sampling) =>
      createQueueExecutor({
        url: redis.url,
        run: describeRun(runIdentity(folder), drawer, sampling),
        features,
      }),
  }))
  await Promise.all(workers.map(stop))
  rows.push([`${count} ${count === 1 ? 'worker' : 'workers'} of one core`, rate])
}
await redis.remove()
const table = new Table({ head: ['', 'pictures /s', 'ratio'], style: { head: [], border: [] } })
for (const [name, rate] of rows) table.push([name, rate.toFixed(1), (rate / alone).toFixed(2)])
process.stdout.write(
  `Batches of ${BATCH}, emoji model and its defaults, judged and recorded\n${table.toString()}\n`,
)
process.exit(0)

/** From the first batch that is recorded to the last, so that starting does not count. */
async function picturesPerSecond(
  executor: (folder: string) => Pick<ReproduceOptions, 'executor'>,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'timelab-bench-'))
  const seen: { readonly done: number; readonly at: number }[] = []
  await reproduce('table2', {
    model,
    judge,
    into: folder,
    dataset: path('../datasets/emoji/validation.csv'),
    limit: 2,
    seeds: SEEDS,
    batch: BATCH,
    ...executor(folder),
    onProgress: (done) => seen.push({ done, at: performance.now() }),
  })
  rmSync(folder, { recursive: true })
  const [, first] = seen
  const last = seen.at(-1)
  if (!first || !last) throw new Error('The plan is too short to be timed')
  return (1000 * (last.done - first.done)) / (last.at - first.at)
}

function startWorker(core: number, url: string): ChildProcess {
  const command = [process.execPath, path('../src/cli/main.ts'), 'worker', '--queue', url]
  return spawn('taskset', ['-c', `${core}`, ...command], { stdio: 'ignore' })
}

async function stop(worker: ChildProcess): Promise<void> {
  worker.kill('SIGINT')
  await once(worker, 'exit')
}
