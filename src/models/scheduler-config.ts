import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'
import { givenValues, type OnNotice } from './config-file.ts'

const samplers: Readonly<Record<string, SamplerName>> = {
  PNDMScheduler: 'pndm',
  DDIMScheduler: 'ddim',
  DPMSolverMultistepScheduler: 'dpm++',
}

/** The samplers there are. */
export const samplerNames = ['pndm', 'ddim', 'dpm++'] as const

/** A sampler that timelab implements. */
export type SamplerName = (typeof samplerNames)[number]

/**
 * A `scheduler_config.json`, unchecked: each sampler reads of it what its class in diffusers reads, by
 * {@link samplerSettings}, so that a file of any class serves every sampler.
 */
export interface SchedulerConfig {
  /** For messages. */
  readonly file: string
  /** diffusers' class that the model draws with by itself. */
  readonly className: string
  /** The sampler of that class; undefined where timelab has none. */
  readonly sampler: SamplerName | undefined
  /** What the file says under diffusers' own key names. */
  readonly values: Readonly<Record<string, unknown>>
}

export interface SchedulerConfigOptions {
  /** The class that `model_index.json` names, which goes before the file's own. */
  readonly className?: string | undefined
  readonly onNotice?: OnNotice | undefined
}

/**
 * A scheduler's configuration as read from JSON; a class other than the one that its file names is told.
 * Throws an InputError that names `file` where it is no object or no class is named anywhere.
 */
export function schedulerConfig(
  raw: unknown,
  file = 'scheduler/scheduler_config.json',
  { className, onNotice = () => {} }: SchedulerConfigOptions = {},
): SchedulerConfig {
  const values = givenValues(raw, file)
  const own = (raw as Readonly<Record<string, unknown>>)._class_name
  const name = className ?? own
  if (typeof name !== 'string') {
    throw new InputError(`${file}: "_class_name" is ${quote(own)}, and no scheduler's class.`)
  }
  if (typeof own === 'string' && own !== name) {
    onNotice(
      `Note: ${file} is of the class ${own}; model_index.json names ${name}, which goes first, as in diffusers.`,
    )
  }
  const sampler = Object.hasOwn(samplers, name) ? samplers[name] : undefined
  return { file, className: name, sampler, values }
}

/**
 * The sampler to draw with: the one asked for, else the model's own.
 * Throws an InputError where there is none of that name, or where the model's own is of a class that timelab lacks.
 */
export function chooseSampler(config: SchedulerConfig, asked?: SamplerName): SamplerName {
  const sampler = asked ?? config.sampler
  if (sampler !== undefined && samplerNames.includes(sampler)) return sampler
  if (asked !== undefined) {
    throw new InputError(`there is no scheduler "${asked}"; choose ${samplerNames.join(', ')}`)
  }
  throw new InputError(
    `${config.file}: the model's scheduler is ${config.className}, which timelab does not have: choose another with --scheduler ${samplerNames.join(', --scheduler ')}.`,
  )
}
