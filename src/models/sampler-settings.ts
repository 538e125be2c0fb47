import { z } from 'zod'
import { InputError } from '../errors.ts'
import { checkConfig, count, flag, ignored, neutral, type OnNotice } from './config-file.ts'
import type { SamplerName, SchedulerConfig } from './scheduler-config.ts'

const schedule = {
  num_train_timesteps: count.max(100_000).default(1000),
  beta_start: z.number().positive().default(0.0001),
  beta_end: z.number().positive().default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: z.array(z.number()).nonempty().nullable().default(null),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  steps_offset: z.int().default(0),
}
const spacing = z.enum(['leading', 'trailing', 'linspace'])

/** What each class of diffusers reads, under its own key names and with its own defaults. */
const read = {
  pndm: {
    ...schedule,
    timestep_spacing: spacing.default('leading'),
    set_alpha_to_one: flag(false),
    skip_prk_steps: flag(false),
  },
  ddim: {
    ...schedule,
    timestep_spacing: spacing.default('leading'),
    set_alpha_to_one: flag(true),
    clip_sample: flag(true),
    rescale_betas_zero_snr: flag(false),
  },
  'dpm++': {
    ...schedule,
    timestep_spacing: spacing.default('linspace'),
    lambda_min_clipped: z.number().or(z.literal(Number.NEGATIVE_INFINITY)).default(Number.NEGATIVE_INFINITY),
    solver_order: z.literal([1, 2]).default(2),
    rescale_betas_zero_snr: flag(false),
    use_karras_sigmas: flag(false),
  },
} as const

/** What a class reads and timelab has at one value only, or does not depend on. */
const accepted = {
  pndm: {},
  ddim: {
    thresholding: flag(false).pipe(z.literal(false)),
    dynamic_thresholding_ratio: ignored,
    sample_max_value: ignored,
    clip_sample_range: ignored,
  },
  'dpm++': {
    ...neutral({
      thresholding: false,
      use_exponential_sigmas: false,
      use_beta_sigmas: false,
      use_lu_lambdas: false,
      use_flow_sigmas: false,
      final_sigmas_type: 'zero',
    }),
    algorithm_type: z.literal('dpmsolver++').default('dpmsolver++'),
    // diffusers takes DEIS' and UniPC's solvers for its own.
    solver_type: z.enum(['midpoint', 'logrho', 'bh1', 'bh2']).default('midpoint'),
    variance_type: z
      .unknown()
      .refine(
        (value) => !['learned', 'learned_range'].includes(String(value)),
        'a learned variance is not supported',
      )
      .optional(),
    // Without effect at order 2 with a last sigma of zero, or read by other settings only.
    lower_order_final: ignored,
    euler_at_final: ignored,
    dynamic_thresholding_ratio: ignored,
    sample_max_value: ignored,
    flow_shift: ignored,
    use_dynamic_shifting: ignored,
    time_shift_type: ignored,
  },
} satisfies Readonly<Record<SamplerName, z.ZodRawShape>>

/** The settings of each sampler. */
export type SamplerSettings = {
  readonly [Name in SamplerName]: Readonly<z.infer<z.ZodObject<(typeof read)[Name]>>> &
    (Name extends 'dpm++' ? Readonly<z.infer<z.ZodObject<typeof karrasRange>>> : unknown)
}

/** What the noise schedule is made of. */
export type ScheduleSettings = Readonly<z.infer<z.ZodObject<typeof schedule>>> & {
  readonly rescale_betas_zero_snr?: boolean
}

/** Left over from other classes, and read by DPM-Solver where its sigmas are Karras'. */
const karrasRange = { sigma_min: z.number().positive().nullish(), sigma_max: z.number().positive().nullish() }

/** Keys of these classes are everyday in each other's files: not worth a line. */
const everyday = Object.fromEntries(
  [...Object.values(read), ...Object.values(accepted)]
    .flatMap((shape) => Object.keys(shape))
    .map((key) => [key, ignored]),
)

/**
 * A sampler's settings out of a scheduler's configuration, whatever class that is of: diffusers' `from_config`, then
 * the mendings of `StableDiffusionPipeline.__init__`, which sets `steps_offset` to 1 and `clip_sample` to false.
 * Throws an InputError that names the file and the key where a setting that the sampler reads is not supported.
 */
export function samplerSettings<Name extends SamplerName>(
  name: Name,
  config: SchedulerConfig,
  onNotice: OnNotice = () => {},
): SamplerSettings[Name] {
  const { file, values } = config
  const karras = name === 'dpm++' && values.use_karras_sigmas === true
  const found: Readonly<Record<string, unknown>> = checkConfig(
    `${file} for ${name}`,
    karras ? { ...read[name], ...karrasRange } : read[name],
    { ...everyday, ...accepted[name] },
    values,
    { onNotice, remedy: 'Choose another sampler with --scheduler.' },
  )
  const { trained_betas: betas, num_train_timesteps: total } = found
  if (Array.isArray(betas) && betas.length !== total) {
    throw new InputError(
      `${file} for ${name}: "trained_betas" lists ${betas.length} and "num_train_timesteps" is ${total}; the two must agree.`,
    )
  }
  if (name === 'ddim' && found.rescale_betas_zero_snr === true && found.prediction_type === 'epsilon') {
    throw new InputError(
      `${file} for ${name}: "rescale_betas_zero_snr" is true and "prediction_type" "epsilon", which divides by a signal of zero: choose another sampler with --scheduler.`,
    )
  }
  const mended: [key: string, from: unknown, to: unknown][] = [['steps_offset', found.steps_offset, 1]]
  if (name === 'ddim') mended.push(['clip_sample', found.clip_sample, false])
  const changes = mended.filter(([, from, to]) => from !== to)
  if (changes.length > 0) {
    const told = changes.map(([key, from, to]) => {
      return `"${key}" is ${key in values ? '' : 'missing, that is '}${from} and taken as ${to}`
    })
    onNotice(`Note: ${file} for ${name}: ${told.join('; ')}, as in diffusers' StableDiffusionPipeline.`)
  }
  return { ...found, ...Object.fromEntries(mended.map(([key, , to]) => [key, to])) } as SamplerSettings[Name]
}
