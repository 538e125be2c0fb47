import type { Command } from 'commander'
import type { SourceAndDestination } from '../editing/edit-prompts.ts'
import type { EditSettings } from '../editing/settings.ts'
import { InputError } from '../errors.ts'
import { type IdleRule, needs } from './idle-flags.ts'
import { limits } from './limits.ts'
import { given, numberAbove, oneOf, readLambdas } from './options.ts'

/** How an edit is made; what is left out stays the model's own, or the paper's. */
export interface EditSettingFlags {
  readonly lambda?: readonly number[]
  readonly only?: 'keys' | 'values'
  readonly augment: boolean
  readonly align: 'released' | 'prompt'
  readonly solver: 'cholesky' | 'qr'
  readonly also?: readonly string[]
  readonly preserve?: readonly string[]
  readonly preserveWeight?: number
}

/** Every flag that `addEditOptions` adds. */
export const editFlags = [
  ...['--lambda', '--only', '--no-augment', '--align', '--solver'],
  ...['--also', '--preserve', '--preserve-weight'],
] as const

/** Of those flags, wherever they are. */
export const editRules: readonly IdleRule[] = [needs(['--preserve-weight'], '--preserve')]

/** Adds the flags of an edit's settings. */
export function addEditOptions(command: Command, lambda = 'default: the model’s own'): Command {
  return command
    .option(
      '--lambda <λ>',
      `weight of staying near the old weights; several: 1,10,100 (${lambda})`,
      readLambdas,
    )
    .option(
      '--only <matrices>',
      'edit keys or values alone (default: both)',
      oneOf('--only', ['keys', 'values']),
    )
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
    .option('--also <pairs...>', 'more pairs for the same edit, each SOURCE => DESTINATION (default: none)')
    .option('--preserve <prompts...>', 'prompts that the edit shall leave as they are (default: none)')
    .option(
      '--preserve-weight <w>',
      'how much each of those counts beside a pair (default: 1)',
      numberAbove('--preserve-weight', 0, limits.preserveWeight),
    )
}

/** The flags as settings, but for lambda: `--lambda` may name several. */
export const editSettings = ({
  only,
  augment,
  align,
  solver,
  preserveWeight,
}: EditSettingFlags): Partial<EditSettings> => given({ only, augment, align, solver, preserveWeight })

/** The pairs of `--also`. Throws an InputError for one that is not of the form. */
export function alsoPairs({ also = [] }: EditSettingFlags): readonly SourceAndDestination[] {
  return also.map((text) => {
    const [source = '', destination = '', ...more] = text.split('=>').map((part) => part.trim())
    if (source === '' || destination === '' || more.length > 0) {
      throw new InputError(`--also "${text}" is not of the form SOURCE => DESTINATION.`)
    }
    return { source, destination }
  })
}
