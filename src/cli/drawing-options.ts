import type { Command } from 'commander'
import type { DeviceName } from '../engine/types.ts'
import type { SamplerName } from '../models/scheduler-config.ts'
import { samplerNames } from '../sampling/scheduler.ts'
import { numberAbove, oneOf, wholeNumber } from './options.ts'

/** The flags that every command that draws understands. */
export interface DrawingFlags {
  readonly model: string
  readonly seed: number
  readonly seeds: number
  readonly steps?: number
  readonly guidance?: number
  readonly scheduler?: SamplerName
  readonly size?: string
  readonly batch?: number
  readonly engine: 'compiled' | 'eager'
  readonly backend?: string
  readonly device: DeviceName
  readonly threads?: number
  readonly out: string
  readonly json?: true
}

const devices: readonly DeviceName[] = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml']

/** Adds those flags to `command`, with the default out folder and number of seeds. */
export function addDrawingOptions(command: Command, defaults: { out: string; seeds: number }): Command {
  return command
    .option('--model <name or folder>', 'a model that ships (emoji), or a diffusers folder', 'emoji')
    .option('--seeds <n>', 'pictures of each prompt', wholeNumber('--seeds', 1), defaults.seeds)
    .option('--seed <n>', 'the first seed', wholeNumber('--seed', 0), 0)
    .option('--steps <n>', 'denoising steps (default: the model’s own)', wholeNumber('--steps', 1))
    .option(
      '--guidance <scale>',
      'guidance scale (default: the model’s own)',
      numberAbove('--guidance', 0, true),
    )
    .option('--scheduler <name>', `sampler: ${samplerNames.join(', ')}`, oneOf('--scheduler', samplerNames))
    .option('--size <pixels>', 'a side, or WIDTHxHEIGHT (default: the model’s own)')
    .option('--batch <n>', 'pictures drawn at once', wholeNumber('--batch', 1))
    .option('--engine <name>', 'compiled or eager', oneOf('--engine', ['compiled', 'eager']), 'compiled')
    .option('--backend <name>', 'TensorFlow.js backend of the eager engine: cpu, wasm, tensorflow')
    .option(
      '--device <name>',
      `of the compiled engine: ${devices.join(', ')}`,
      oneOf('--device', devices),
      'cpu',
    )
    .option('--threads <n>', 'threads of the compiled engine', wholeNumber('--threads', 1))
    .option('--out <folder>', 'where the files go', defaults.out)
    .option('--json', 'one JSON object on standard output')
}
