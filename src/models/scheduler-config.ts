import { z } from 'zod'
import { checkConfig, count, neutral } from './config-file.ts'

const samplers = {
  PNDMScheduler: 'pndm',
  DDIMScheduler: 'ddim',
  DPMSolverMultistepScheduler: 'dpm++',
} as const

const settings = {
  _class_name: z.enum(['PNDMScheduler', 'DDIMScheduler', 'DPMSolverMultistepScheduler']),
  num_train_timesteps: count.default(1000),
  beta_start: z.number().positive().default(0.0001),
  beta_end: z.number().positive().default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear']).default('linear'),
  prediction_type: z.enum(['epsilon', 'v_prediction', 'sample']).default('epsilon'),
  steps_offset: z.int().nonnegative().default(0),
  skip_prk_steps: z.boolean().default(false),
  clip_sample: z.boolean().optional(),
  clip_sample_range: z.number().positive().default(1),
  set_alpha_to_one: z.boolean().optional(),
  timestep_spacing: z.enum(['leading', 'trailing', 'linspace']).optional(),
}

const accepted = {
  dynamic_thresholding_ratio: z.number().optional(),
  sample_max_value: z.number().optional(),
  ...neutral({
    trained_betas: null,
    rescale_betas_zero_snr: false,
    thresholding: false,
    solver_order: 2,
    algorithm_type: 'dpmsolver++',
    solver_type: 'midpoint',
    lower_order_final: true,
    euler_at_final: false,
    use_karras_sigmas: false,
    use_exponential_sigmas: false,
    use_beta_sigmas: false,
    use_lu_lambdas: false,
    use_flow_sigmas: false,
    flow_shift: 1,
    final_sigmas_type: 'zero',
    variance_type: null,
    use_dynamic_shifting: false,
    time_shift_type: 'exponential',
  }),
}

/** A sampler that timelab implements. */
export type SamplerName = (typeof samplers)[keyof typeof samplers]

/**
 * A checked `scheduler_config.json`, under diffusers' own key names.
 * `clip_sample`, `set_alpha_to_one` and `timestep_spacing` stay undefined where the file lacks them:
 * each sampler then takes its own default, as diffusers' `from_config` does
 * (DDIM clips and sets alpha to one, PNDM does neither; DPM-Solver spaces by linspace, the others lead).
 */
export interface SchedulerConfig {
  /** The sampler that the file's `_class_name` asks for. */
  readonly sampler: SamplerName
  readonly num_train_timesteps: number
  readonly beta_start: number
  readonly beta_end: number
  readonly beta_schedule: 'linear' | 'scaled_linear'
  readonly prediction_type: 'epsilon' | 'v_prediction' | 'sample'
  readonly steps_offset: number
  readonly skip_prk_steps: boolean
  readonly clip_sample?: boolean | undefined
  readonly clip_sample_range: number
  readonly set_alpha_to_one?: boolean | undefined
  readonly timestep_spacing?: 'leading' | 'trailing' | 'linspace' | undefined
}

/** Checks a scheduler's configuration as read from JSON. Throws an InputError that names `file` and the key. */
export function schedulerConfig(raw: unknown, file = 'scheduler/scheduler_config.json'): SchedulerConfig {
  const { _class_name, ...config } = checkConfig(file, settings, accepted, raw)
  return { ...config, sampler: samplers[_class_name] }
}
