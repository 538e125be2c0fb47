import type { Command } from 'commander'
import type { EditSettings } from '../editing/settings.ts'
import { given, numberAbove, oneOf } from './options.ts'

/** How an edit is made; what is left out stays the model's own, or the paper's. */
export interface EditSettingFlags {
  readonly lambda?: number
  readonly only?: 'keys' | 'values'
  readonly augment: boolean
  readonly align: 'released' | 'prompt'
  readonly solver: 'cholesky' | 'qr'
}

/** Adds the flags of an edit's settings. */
export function addEditOptions(command: Command, lambda = 'default: the model’s own'): Command {
  return command
    .option('--lambda <λ>', `weight of staying near the old weights (${lambda})`, numberAbove('--lambda', 0))
    .option('--only <matrices>', 'edit keys or values alone', oneOf('--only', ['keys', 'values']))
    .option('--no-augment', 'leave out the augmented prompts (paper, App. C)')
    .option(
      '--align <way>',
      'positions that are edited: released (all 77) or prompt',
      oneOf('--align', ['released', 'prompt']),
      'released',
    )
    .option(
      '--solver <name>',
      'cholesky in float64, or qr in float32',
      oneOf('--solver', ['cholesky', 'qr']),
      'cholesky',
    )
}

/** The flags as settings. */
export const editSettings = ({
  lambda,
  only,
  augment,
  align,
  solver,
}: EditSettingFlags): Partial<EditSettings> => given({ lambda, only, augment, align, solver })
