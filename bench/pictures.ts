/**
 * Pictures a second on the model that ships, against diffusers on the same weights, steps and batch in the same run
 * where a Python with diffusers is found (TIMELAB_PYTHON, else python3); alone where not.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { type Draw, draw, loadModel, type Model } from '../src/index.ts'
import { shippedModels } from '../src/models/model.ts'

const STEPS = 20
const GUIDANCE = 3
const REPEATS = 5
const BATCHES = [1, 8, 48]

/** Draws one batch and returns the seconds it took. */
type Timed = (batch: number) => Promise<number>

const model = await loadModel('emoji')
const ours: Timed = (batch) => time(() => drawAll(model, batch))
const peer = await startDiffusers()

const table = new Table({
  head: ['pictures at once', 'timelab /s', 'diffusers /s', 'ratio (min to max)'],
  style: { head: [], border: [] },
})
for (const batch of BATCHES) {
  const pairs: { readonly ours: number; readonly theirs: number | undefined }[] = []
  await ours(batch)
  await peer?.draw(batch)
  // Taken in turns, so that whatever else the machine does falls on both.
  for (let k = 0; k < REPEATS; k++) pairs.push({ ours: await ours(batch), theirs: await peer?.draw(batch) })
  const rate = (seconds: readonly number[]) => (batch / median(seconds)).toFixed(1)
  const theirs = pairs.flatMap((pair) => pair.theirs ?? [])
  const ratios = pairs.flatMap((pair) => (pair.theirs === undefined ? [] : [pair.theirs / pair.ours]))
  table.push([
    batch,
    rate(pairs.map((pair) => pair.ours)),
    theirs.length ? rate(theirs) : '-',
    ratios.length
      ? `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`
      : '-',
  ])
}
process.stdout.write(
  `DDIM, ${STEPS} steps, guidance ${GUIDANCE}, median of ${REPEATS}\n${table.toString()}\n`,
)
if (!peer)
  process.stdout.write('No Python with diffusers here: set TIMELAB_PYTHON to one for the comparison.\n')
peer?.stop()
await model.close()

async function drawAll(on: Model, batch: number): Promise<void> {
  const jobs = Array.from({ length: batch }, (_, seed): Draw => ({ prompt: 'A rose', seed }))
  const options = { steps: STEPS, guidance: GUIDANCE, scheduler: 'ddim' } as const
  for await (const _ of draw(on, jobs, options));
}

async function time(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Starts the peer, which answers each batch size that it reads with the seconds it took; undefined without diffusers. */
async function startDiffusers(): Promise<{ draw: Timed; stop: () => void } | undefined> {
  const script = fileURLToPath(new URL('pictures_diffusers.py', import.meta.url))
  const child = spawn(
    process.env.TIMELAB_PYTHON ?? 'python3',
    [script, shippedModels.emoji, `${STEPS}`, `${GUIDANCE}`],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const failed = once(child, 'error').then(() => ({ done: true, value: undefined }) as const)
  const first = await Promise.race([lines.next(), failed])
  if (first.done) return undefined
  return {
    async draw(batch) {
      child.stdin.write(`${batch}\n`)
      return Number((await lines.next()).value)
    },
    stop: () => child.kill(),
  }
}
