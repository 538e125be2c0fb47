import type { Command } from 'commander'
import type { DeviceName } from '../engine/types.ts'
import { type SamplerName, samplerNames } from '../models/scheduler-config.ts'
import type { PixelRounding } from '../sampling/pixels.ts'
import { numberAbove, oneOf, wholeNumber } from './options.ts'

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

/** The flags that every command that draws into an out folder understands. */
export interface DrawingFlags extends EngineFlags, SamplingFlags {
  readonly seed: number
  readonly seeds: number
  readonly out: string
  readonly json?: true
}

const devices: readonly DeviceName[] = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml']

/** Adds those flags to `command`, with the default out folder and number of seeds. */
export function addDrawingOptions(command: Command, defaults: { out: string; seeds: number }): Command {
  command
    .option('--seeds <n>', 'pictures of each prompt', wholeNumber('--seeds', 1), defaults.seeds)
    .option('--seed <n>', 'the first seed', wholeNumber('--seed', 0), 0)
    .option('--out <folder>', 'where the files go', defaults.out)
    .option('--json', 'one JSON object on standard output')
  addSamplingOptions(command)
  return addEngineOptions(command)
}

/** Adds the flags of sampling. */
export function addSamplingOptions(command: Command): Command {
  return command
    .option('--steps <n>', 'denoising steps (default: the model’s own)', wholeNumber('--steps', 1))
    .option(
      '--guidance <scale>',
      'guidance scale (default: the model’s own)',
      numberAbove('--guidance', 0, true),
    )
    .option('--scheduler <name>', `sampler: ${samplerNames.join(', ')}`, oneOf('--scheduler', samplerNames))
    .option('--size <pixels>', 'a side, or WIDTHxHEIGHT (default: the model’s own)')
    .option(
      '--pixels <way>',
      'how colours become whole numbers: round (diffusers, the default), or floor (the paper’s code)',
      oneOf('--pixels', ['round', 'floor']),
    )
    .option('--batch <n>', 'pictures drawn at once', wholeNumber('--batch', 1))
}

/** Adds the flags of the model and its engine. */
export function addEngineOptions(command: Command): Command {
  return command
    .option('--model <name or folder>', 'a model that ships (emoji), or a diffusers folder', 'emoji')
    .option('--variant <name>', 'weights of a variant: fp16 for files such as model.fp16.safetensors')
    .option('--engine <name>', 'compiled or eager', oneOf('--engine', ['compiled', 'eager']), 'compiled')
    .option('--backend <name>', 'TensorFlow.js backend of the eager engine: cpu, wasm, tensorflow')
    .option(
      '--device <name>',
      `of the compiled engine: ${devices.join(', ')}`,
      oneOf('--device', devices),
      'cpu',
    )
    .option('--threads <n>', 'threads of the compiled engine', wholeNumber('--threads', 1))
}
