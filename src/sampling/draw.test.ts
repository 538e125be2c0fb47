import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EmbeddingMap, LinearMap } from '../editing/embedding-map.ts'
import { InputError } from '../errors.ts'
import { samplerSettings } from '../models/sampler-settings.ts'
import { samplerNames } from '../models/scheduler-config.ts'
import { withSignal } from '../signal.ts'
import { type Draw, type DrawOptions, draw, drawLatents, lazyDraws } from './draw.ts'
import type { Drawable } from './drawable.ts'
import { exactEnd, gaussianModel } from './gaussian-model.ts'
import { type DrawingStopped, generate } from './generate.ts'
import { startingNoise } from './noise.ts'
import { signalShares } from './noise-schedule.ts'
import { createScheduler } from './scheduler.ts'

const settings = { deviation: 0.4, means: { '': 0.1, rose: -0.3, tulip: 0.5 } }
const model = gaussianModel(settings)

/** An edit of the values alone that moves a mean by `shift`: P = I + (shift, 0) (0, 1)^T. */
function shiftValues(shift: number): EmbeddingMap {
  const map: LinearMap = {
    width: 2,
    rank: 1,
    left: Float64Array.of(shift, 0),
    factor: undefined,
    right: Float64Array.of(0, 1),
  }
  return { width: 2, keys: undefined, values: map }
}

async function latentsOf(source: Drawable, jobs: readonly Draw[], options: DrawOptions) {
  const drawn = await Array.fromAsync(drawLatents(source, jobs, options))
  return drawn.map(({ latents }) => latents.data)
}

for (const scheduler of samplerNames) {
  test(`${scheduler} carries every noise to where the exact flow does, guided or not`, async () => {
    const property = fc.asyncProperty(
      fc.double({ min: 0.4, max: 1.5, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(1, 2, 3),
      fc.constantFrom('epsilon', 'v_prediction' as const),
      fc.nat(1000),
      async (deviation, mean, guidance, prediction, seed) => {
        const known = { deviation, means: { '': 0.1, rose: mean } }
        const source = gaussianModel({ ...known, prediction: prediction as 'epsilon' })
        const { timesteps } = createScheduler(scheduler, source.scheduler, 100)
        const shares = signalShares(samplerSettings('pndm', source.scheduler))
        const from = shares[timesteps[0]!]!
        const end = scheduler === 'pndm' ? shares[0]! : 1
        const options = { scheduler, guidance, steps: 100 }
        const [found] = await latentsOf(source, [{ prompt: 'rose', seed }], options)
        for (const [i, start] of startingNoise(seed, 2, 4, 4).entries()) {
          const expected = exactEnd(known, guidance, 'rose', start, [from, end])
          assert.ok(
            Math.abs(found![i]! - expected) < 0.08 * (1 + Math.abs(expected)),
            `${found![i]} not ${expected}`,
          )
        }
      },
    )
    await fc.assert(property, { numRuns: 20 })
  })
}

test('a picture does not depend on what else is in its batch, and pictures come in the order of the jobs', async () => {
  const jobs: readonly Draw[] = [
    { prompt: 'rose', seed: 3 },
    { prompt: 'rose', seed: 3, edit: shiftValues(0.5) },
    { prompt: 'tulip', seed: 3 },
    { prompt: 'tulip', seed: 4, edit: shiftValues(-0.25) },
    { prompt: 'rose', seed: 5, edit: shiftValues(0.5) },
  ]
  const options = { steps: 8, guidance: 2 }
  const alone = await Promise.all(jobs.map(async (job) => (await latentsOf(model, [job], options))[0]))
  for (const batch of [1, 2, 3, 24]) {
    assert.deepEqual(await latentsOf(model, jobs, { ...options, batch }), alone)
  }
  const pictures = await Array.fromAsync(draw(model, jobs, { ...options, batch: 2 }))
  assert.deepEqual(
    pictures.map(({ prompt, seed }) => [prompt, seed]),
    jobs.map(({ prompt, seed }) => [prompt, seed]),
  )
})

test('an edit moves the conditional and the unconditional half alike', async () => {
  const edited = gaussianModel({ ...settings, means: { '': 0.6, rose: 0.2 } })
  for (const guidance of [1, 3]) {
    const options = { steps: 10, guidance }
    const [virtual] = await latentsOf(model, [{ prompt: 'rose', seed: 1, edit: shiftValues(0.5) }], options)
    const [rewritten] = await latentsOf(edited, [{ prompt: 'rose', seed: 1 }], options)
    for (const [i, value] of virtual!.entries()) assert.ok(Math.abs(value - rewritten![i]!) < 1e-5)
  }
})

test('guidance of 1 or less asks the denoiser for the conditional half alone', async () => {
  for (const [guidance, rows] of [
    [0.5, 1],
    [1, 1],
    [1.01, 2],
  ] as const) {
    const seen = new Set<number | undefined>()
    const watched: Drawable = {
      ...model,
      denoise: (latents, ...rest) => {
        seen.add(latents.shape[0])
        return model.denoise(latents, ...rest)
      },
    }
    await latentsOf(watched, [{ prompt: 'rose', seed: 0 }], { guidance, steps: 3 })
    assert.deepEqual([...seen], [rows])
  }
})

test('every prompt is encoded once and every prompt and edit projected once', async () => {
  const encoded: string[] = []
  let projected = 0
  const watched: Drawable = {
    ...model,
    encode: (prompts) => {
      encoded.push(...prompts)
      return model.encode(prompts)
    },
    project: (keys, values) => {
      projected += keys.shape[0] ?? 0
      return model.project(keys, values)
    },
  }
  const edit = shiftValues(0.5)
  await generate(watched, ['rose', 'tulip', 'rose'], { seeds: 4, edit, guidance: 2, steps: 2 })
  assert.deepEqual(encoded.toSorted(), ['', 'rose', 'tulip'])
  assert.equal(projected, 3)
})

test('an aborted drawing stops between two calls of the denoiser and keeps the pictures that were finished', async () => {
  const controller = new AbortController()
  const jobs = [0, 1, 2].map((seed) => ({ prompt: 'rose', seed }))
  const kept: number[] = []
  let calls = 0
  const options = {
    steps: 5,
    batch: 1,
    signal: controller.signal,
    onProgress: (done: number, total: number) => {
      calls = done
      assert.equal(total, 3 * 6)
      if (done === 9) controller.abort()
    },
  }
  const drawing = async () => {
    for await (const { seed } of draw(model, jobs, options)) kept.push(seed)
  }
  await assert.rejects(drawing, { name: 'AbortError' })
  assert.deepEqual([kept, calls], [[0], 9])
})

test('generate obeys the signal that is all around, and its error holds the pictures that were finished', async () => {
  const controller = new AbortController()
  const drawing = withSignal(controller.signal, () =>
    generate(model, ['rose'], {
      seeds: 4,
      steps: 5,
      batch: 1,
      onProgress: (done) => done === 15 && controller.abort(),
    }),
  )
  const error = await drawing.then(
    () => undefined,
    (thrown: DrawingStopped) => thrown,
  )
  const seeds = error?.pictures.map(({ seed }) => seed)
  assert.deepEqual([error?.name, seeds], ['AbortError', [0, 1]])
  assert.match(error!.message, /2 of 4 pictures were finished/)
  assert.equal((await generate(model, ['rose'], { steps: 5 })).length, 1)
})

test('progress counts every call of the denoiser, PNDM’s extra one too, up to the total', async () => {
  const seen: number[] = []
  const onProgress = (done: number, total: number) => seen.push(done / total)
  await generate(model, ['rose'], { seeds: 3, batch: 2, steps: 4, onProgress })
  assert.equal(seen.length, 2 * 5)
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  )
  assert.equal(seen.at(-1), 1)
})

test('generate draws prompts by seeds, with one edit for all or one a prompt', async () => {
  const options = { steps: 4, guidance: 2, seeds: [7, 2] }
  const edits = [undefined, shiftValues(0.5)]
  const mixed = await generate(model, ['rose', 'tulip'], { ...options, edit: edits })
  const plain = await generate(model, ['rose'], options)
  const edited = await generate(model, ['tulip'], { ...options, edit: shiftValues(0.5) })
  assert.deepEqual(mixed, [...plain, ...edited])
  assert.deepEqual(
    mixed.map(({ seed }) => seed),
    [7, 2, 7, 2],
  )
})

test('settings that do not fit are refused before anything is drawn', async () => {
  const refused: readonly [DrawOptions, RegExp][] = [
    [{ size: { width: 8, height: 6 } }, /8x6.*multiples of 4/],
    [{ size: { width: 0, height: 8 } }, /0x8/],
    [{ batch: 0 }, /batch/],
    [{ guidance: Number.NaN }, /guidance/],
    [{ steps: 0 }, /steps/],
  ]
  for (const [options, message] of refused) {
    await assert.rejects(generate(model, ['rose'], options), (error: unknown) => {
      return error instanceof InputError && message.test(error.message)
    })
  }
  await assert.rejects(generate(model, ['rose'], { edit: [] }), InputError)
  await assert.rejects(generate(model, ['rose'], { seeds: 0 }), InputError)
})

test('pictures to draw are made as their turn comes: a million of them cost nothing before the first is drawn', async () => {
  let made = 0
  const jobs = lazyDraws(1_000_000, (seed) => {
    made += 1
    return { prompt: 'rose', seed }
  })
  for await (const { job } of drawLatents(model, jobs, { steps: 2, batch: 3 })) {
    assert.equal(job.seed, 0)
    break
  }
  assert.ok(made <= 6, `${made} were made`)
})
