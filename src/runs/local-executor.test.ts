import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCalibratingExecutor } from './calibrate.ts'
import type { Work } from './executor.ts'
import { createLocalExecutor } from './local-executor.ts'
import type { Perform } from './perform.ts'
import { cutIntoBatches } from './run.ts'
import { someUnits } from './testing.ts'

/** Takes as long as it is told, and says which units it was given. */
const slowly =
  (milliseconds: (count: number) => number, log: string[][] = []): Perform =>
  async (units, signal) => {
    log.push(units.map(({ key }) => key))
    await sleep(milliseconds(units.length), undefined, signal ? { signal } : {})
    const outcomes = units.map(({ key }) => ({ key, png: new Uint8Array(), feature: new Float32Array(1) }))
    return { outcomes, edits: [], seconds: 0 }
  }

const keysOf = (works: readonly Work[]) => works.flatMap(({ outcomes }) => outcomes.map(({ key }) => key))

test('every batch is performed once, as many at a time as there are lanes', async () => {
  let [now, most] = [0, 0]
  const perform: Perform = async (...given) => {
    most = Math.max(most, ++now)
    const work = await slowly(() => 5)(...given)
    now--
    return work
  }
  const units = someUnits(20)
  const works = await Array.fromAsync(createLocalExecutor(perform, 3).execute(cutIntoBatches(units, 3)))
  assert.deepEqual(keysOf(works).sort(), units.map(({ key }) => key).sort())
  assert.equal(most, 3)
})

test('a batch that fails ends the run, and the batches beside it are waited for', async () => {
  let under = 0
  const perform: Perform = async (units) => {
    under++
    await sleep(10)
    under--
    if (units.some(({ seed }) => seed === 4)) throw new Error('broken')
    return { outcomes: [], edits: [], seconds: 0 }
  }
  const run = Array.fromAsync(createLocalExecutor(perform, 2).execute(cutIntoBatches(someUnits(12), 1)))
  await assert.rejects(run, /broken/)
  assert.equal(under, 0)
})

test('an abort ends soon and begins nothing more', async () => {
  const stop = new AbortController()
  const log: string[][] = []
  const run = Array.fromAsync(
    createLocalExecutor(
      slowly(() => 10_000, log),
      2,
    ).execute(cutIntoBatches(someUnits(12), 1), stop.signal),
  )
  setTimeout(() => stop.abort(), 20)
  await assert.rejects(run, { name: 'AbortError' })
  assert.equal(log.length, 2)
})

test('calibration chooses the fastest arrangement and wastes no picture', async () => {
  const log: string[][] = []
  let chosen: number | undefined
  const arrangements = [8, 2, 4].map((batch) => ({ sessions: 1, threads: 1, batch }))
  const executor = createCalibratingExecutor({
    arrangements,
    // Four at once is the cheapest a picture.
    open: async ({ batch }) => ({
      perform: slowly(() => (batch === 4 ? 4 : 4 * batch + 8), log),
      close: async () => {},
    }),
    onChosen: ([best]) => {
      chosen = best?.arrangement.batch
    },
  })
  const units = someUnits(600)
  const works = await Array.fromAsync(executor.execute(cutIntoBatches(units, 5)))
  assert.equal(chosen, 4)
  assert.deepEqual(keysOf(works).sort(), units.map(({ key }) => key).sort())
  assert.equal(log.at(-2)?.length, 4)
})

test('a short run is not calibrated', async () => {
  const opened: number[] = []
  const executor = createCalibratingExecutor({
    arrangements: [8, 4].map((batch) => ({ sessions: 1, threads: 1, batch })),
    open: async ({ batch }) => {
      opened.push(batch)
      return { perform: slowly(() => 0), close: async () => {} }
    },
    onChosen: () => assert.fail('nothing is to be chosen'),
  })
  assert.equal(keysOf(await Array.fromAsync(executor.execute(cutIntoBatches(someUnits(30), 4)))).length, 30)
  assert.deepEqual(opened, [8])
})
