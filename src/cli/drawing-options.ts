import type { Command } from 'commander'
import type { DeviceName } from '../engine/types.ts'
import { type SamplerName, samplerNames } from '../models/scheduler-config.ts'
import type { PixelRounding } from '../sampling/pixels.ts'
import type { IdleRule } from './idle-flags.ts'
import { limits } from './limits.ts'
import { numberAbove, oneOf, readSeeds, wholeNumber } from './options.ts'

/** Where a model comes from and what it runs on. */
export interface EngineFlags {
  readonly model: string
  readonly variant?: string
  readonly engine: 'compiled' | 'eager'
  readonly backend?: string
  readonly device: DeviceName
  readonly threads?: number
}

/** How pictures are sampled; what is left out stays the model's own. */
export interface SamplingFlags {
  readonly steps?: number
  readonly guidance?: number
  readonly scheduler?: SamplerName
  readonly size?: string
  readonly pixels?: PixelRounding
  readonly batch?: number
}

/** Which seeds every prompt is drawn with. */
export interface SeedFlags {
  /** How many from `seed` on, or the seeds themselves. */
  readonly seeds: number | readonly number[]
  readonly seed: number
}

/** The flags that every command that draws into an out folder understands. */
export interface DrawingFlags extends EngineFlags, SamplingFlags, SeedFlags {
  readonly out: string
  readonly json?: true
}

const devices: readonly DeviceName[] = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml']

/** Adds those flags to `command`, with the default out folder and number of seeds. */
export function addDrawingOptions(command: Command, defaults: { out: string; seeds: number }): Command {
  addSeedOptions(command, defaults.seeds)
  command
    .option('--out <folder>', 'where the files go', defaults.out)
    .option('--json', 'one JSON object on standard output')
  addSamplingOptions(command)
  return addEngineOptions(command)
}

/** Adds the flags of the seeds. */
export function addSeedOptions(command: Command, seeds: number): Command {
  return command
    .option('--seeds <n or list>', 'pictures of each prompt, or their seeds: 1,2,5 or 0-7', readSeeds, seeds)
    .option('--seed <n>', 'the first seed', wholeNumber('--seed', 0, limits.seed), 0)
}

/** `--seed` counts from somewhere; a list does not count. */
export const seedRules: readonly IdleRule[] = [
  {
    flags: ['--seed'],
    because: ({ flags }) =>
      typeof flags.seeds === 'number' ? undefined : 'where --seeds lists every seed: leave it out',
  },
]

/** Adds the flags of sampling. */
export function addSamplingOptions(command: Command): Command {
  return command
    .option(
      '--steps <n>',
      'denoising steps (default: the model’s own)',
      wholeNumber('--steps', 1, limits.steps),
    )
    .option(
      '--guidance <scale>',
      'guidance scale, none at 1 and below (default: the model’s own)',
      numberAbove('--guidance', 0, limits.guidance, true),
    )
    .option(
      '--scheduler <name>',
      `sampler: ${samplerNames.join(', ')} (default: the model’s own)`,
      oneOf('--scheduler', samplerNames),
    )
    .option('--size <pixels>', 'a side, or WIDTHxHEIGHT (default: the model’s own)')
    .option(
      '--pixels <way>',
      'pixel rounding: round (as diffusers) or floor (as the paper’s code) (default: round)',
      oneOf('--pixels', ['round', 'floor']),
    )
    .option(
      '--batch <n>',
      'pictures drawn at once (default: what fits the size of the pictures)',
      wholeNumber('--batch', 1, limits.batch),
    )
}

/** Adds the flags of the model and its engine. */
export function addEngineOptions(command: Command): Command {
  return command
    .option('--model <name or folder>', 'a model that ships (emoji), or a diffusers folder', 'emoji')
    .option(
      '--variant <name>',
      'weights of a variant: fp16 for files such as model.fp16.safetensors (default: the plain ones)',
    )
    .option('--engine <name>', 'compiled or eager', oneOf('--engine', ['compiled', 'eager']), 'compiled')
    .option(
      '--backend <name>',
      'TensorFlow.js backend of the eager engine: cpu, wasm, tensorflow (default: cpu)',
    )
    .option(
      '--device <name>',
      `of the compiled engine: ${devices.join(', ')}`,
      oneOf('--device', devices),
      'cpu',
    )
    .option(
      '--threads <n>',
      'threads of the compiled engine (default: the machine’s cores)',
      wholeNumber('--threads', 1, limits.threads),
    )
}

/** Each engine has flags of its own. */
export const engineRules: readonly IdleRule[] = [
  {
    flags: ['--backend'],
    because: ({ flags }) =>
      flags.engine === 'eager' ? undefined : 'on the compiled engine: add --engine eager, or leave it out',
  },
  {
    flags: ['--device', '--threads'],
    because: ({ flags }) =>
      flags.engine === 'compiled'
        ? undefined
        : 'on the eager engine, which --backend chooses for: leave it out',
  },
]
