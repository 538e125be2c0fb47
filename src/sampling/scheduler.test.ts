import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { samplerSettings } from '../models/sampler-settings.ts'
import { type SamplerName, type SchedulerConfig, schedulerConfig } from '../models/scheduler-config.ts'
import { parseStrictJson } from '../weights/strict-json.ts'
import { signalShares } from './noise-schedule.ts'
import { createScheduler } from './scheduler.ts'

interface Golden {
  readonly config: Readonly<Record<string, unknown>>
  readonly start: readonly number[]
  readonly shares: Readonly<Record<string, readonly number[]>>
  /** `scheduler_config.json` of other classes, as diffusers writes them. */
  readonly files: Readonly<Record<string, string>>
  readonly runs: readonly {
    readonly scheduler: SamplerName
    readonly change?: Readonly<Record<string, unknown>>
    /** A name in `files`. */
    readonly file?: string
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

/** The golden configuration with a change, or a file of another class. */
function configOf({
  change = {},
  file,
}: {
  readonly change?: object
  readonly file?: string
}): SchedulerConfig {
  return file === undefined
    ? configure({ ...change })
    : schedulerConfig(parseStrictJson(golden.files[file] ?? '', { python: true }))
}

/** Runs a sampler over the golden script's stand-in for a model, and returns the sample after every call. */
function trajectory(name: SamplerName, config: SchedulerConfig, steps: number): Float32Array[] {
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
    const shares = signalShares(samplerSettings('pndm', configure({ beta_schedule: kind })))
    for (const [i, share] of expected.entries()) {
      assert.ok(
        Math.abs(shares[i * 37]! - share) <= 1.2e-7,
        `${kind} ${i * 37}: ${shares[i * 37]} not ${share}`,
      )
    }
  }
})

for (const run of golden.runs) {
  const { scheduler, steps, timesteps, samples } = run
  const from = run.file === undefined ? JSON.stringify(run.change) : `from the file of ${run.file}`
  test(`${scheduler}, ${steps} steps, ${from}: diffusers' timesteps, and its samples within 1e-5 of their size`, () => {
    const config = configOf(run)
    assert.deepEqual(createScheduler(scheduler, config, steps).timesteps, timesteps)
    const all = trajectory(scheduler, config, steps)
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

test('settings that diffusers fails on are refused: Karras sigmas that begin twice, no signal for epsilon, too few betas', () => {
  const zero = { rescale_betas_zero_snr: true }
  const doubled = configure({ use_karras_sigmas: true, beta_schedule: 'squaredcos_cap_v2' })
  assert.throws(() => createScheduler('dpm++', doubled, 20), /first two of Karras' sigmas on one timestep/)
  assert.throws(() => createScheduler('ddim', configure(zero), 20), /divides by a signal of zero/)
  assert.throws(
    () => createScheduler('pndm', configure({ trained_betas: [0.1] }), 20),
    /lists 1 and .* is 1000/,
  )
})

test('DPM-Solver cannot be made from a file of DEIS, in diffusers neither', () => {
  const config = configOf({ file: 'DEISMultistepScheduler' })
  assert.throws(() => createScheduler('dpm++', config, 20), {
    name: 'InputError',
    message:
      /"algorithm_type" is "deis"; supported: "dpmsolver\+\+". Choose another sampler with --scheduler/,
  })
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
