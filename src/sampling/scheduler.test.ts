import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { type SchedulerConfig, schedulerConfig } from '../models/scheduler-config.ts'
import { signalShares } from './noise-schedule.ts'
import { createScheduler } from './scheduler.ts'

interface Golden {
  readonly config: Readonly<Record<string, unknown>>
  readonly start: readonly number[]
  readonly shares: Readonly<Record<string, readonly number[]>>
  readonly runs: readonly {
    readonly scheduler: 'pndm' | 'ddim' | 'dpm++'
    readonly change: Readonly<Record<string, unknown>>
    readonly steps: number
    readonly timesteps: readonly number[]
    readonly samples: readonly (readonly number[])[]
  }[]
}

/** Written by scripts/goldens/schedulers.py; each run keeps the samples after calls 1, 2, the middle and the last. */
const golden: Golden = JSON.parse(
  readFileSync(new URL('goldens/schedulers.golden.json', import.meta.url), 'utf8'),
)

function configure(change: Readonly<Record<string, unknown>>): SchedulerConfig {
  return schedulerConfig({ _class_name: 'PNDMScheduler', ...golden.config, ...change })
}

/** Runs a sampler over the golden script's stand-in for a model, and returns the sample after every call. */
function trajectory(name: 'pndm' | 'ddim' | 'dpm++', config: SchedulerConfig, steps: number): Float32Array[] {
  const scheduler = createScheduler(name, config, steps)
  let sample = Float32Array.from(golden.start)
  return scheduler.timesteps.map((timestep, index) => {
    const output = sample.map((x) => Math.sin(x * 2 + timestep / 500) * 0.8)
    sample = Float32Array.from(scheduler.step(output, index, sample))
    return sample
  })
}

test('the noise schedule is the one that diffusers computes', () => {
  for (const [kind, expected] of Object.entries(golden.shares)) {
    const shares = signalShares(configure({ beta_schedule: kind }))
    for (const [i, share] of expected.entries()) {
      assert.ok(
        Math.abs(shares[i * 37]! - share) <= 1.2e-7,
        `${kind} ${i * 37}: ${shares[i * 37]} not ${share}`,
      )
    }
  }
})

for (const { scheduler, change, steps, timesteps, samples } of golden.runs) {
  test(`${scheduler}, ${steps} steps, ${JSON.stringify(change)}: diffusers' timesteps, and its samples within 1e-5 of their size`, () => {
    assert.deepEqual(createScheduler(scheduler, configure(change), steps).timesteps, timesteps)
    const all = trajectory(scheduler, configure(change), steps)
    const kept = [0, 1, Math.floor(all.length / 2), all.length - 1].map((i) => all[i]!)
    for (const [i, expected] of samples.entries()) {
      for (const [j, value] of expected.entries()) {
        assert.ok(
          Math.abs(kept[i]![j]! - value) < 1e-5 * Math.max(1, Math.abs(value)),
          `sample ${i}: ${kept[i]![j]} not ${value}`,
        )
      }
    }
  })
}

test('DDIM leaves latents unclipped unless the configuration itself says clip_sample: true', () => {
  const { clip_sample, ...silent } = golden.config
  assert.equal(clip_sample, false)
  const absent = schedulerConfig({ _class_name: 'PNDMScheduler', ...silent })
  const ends = [absent, configure({}), configure({ clip_sample: true })].map((config) => {
    return trajectory('ddim', config, 20).at(-1)
  })
  assert.deepEqual(ends[0], ends[1])
  assert.notDeepEqual(ends[1], ends[2])
})

test('a number of steps or a name that does not fit is refused in one sentence', () => {
  for (const steps of [0, -1, 2.5, Number.NaN, 1001]) {
    assert.throws(() => createScheduler('ddim', configure({}), steps), InputError)
  }
  assert.throws(() => createScheduler('pndm', configure({}), 1000), /fit the model's 1000 timesteps/)
  assert.throws(() => createScheduler('pndm', configure({ skip_prk_steps: false }), 3), /at least 4/)
  // @ts-expect-error a name that only untyped callers can pass
  assert.throws(() => createScheduler('euler', configure({}), 20), /choose pndm, ddim, dpm\+\+/)
})
