import type { Experiment } from '../experiments/experiment.ts'
import { findExperiment } from '../experiments/experiments.ts'
import { editFlags } from './edit-options.ts'
import type { Call, IdleRule } from './idle-flags.ts'

/** Flags of `timelab reproduce` that some experiments, or workers, have no use for. */
export const reproduceRules: readonly IdleRule[] = [
  {
    flags: [...editFlags, '--method'],
    because: (call) => where(call, ({ edits }) => edits === 'never', 'edits nothing'),
  },
  {
    flags: ['--only', '--no-augment'],
    because: (call) =>
      where(
        call,
        ({ edits }) => edits === 'sweep',
        'goes through keys and values, with augmentations and without',
      ),
  },
  {
    flags: ['--captions', '--captions-file', '--reference'],
    because: (call) => where(call, ({ captions }) => !captions, 'draws no captions'),
  },
  {
    flags: ['--captions-file', '--reference'],
    because: ({ flags }) =>
      flags.captions === 0 ? 'with --captions 0: give a number of captions, or leave it out' : undefined,
  },
  {
    flags: ['--reference'],
    because: ({ flags }) =>
      flags.model !== 'emoji' && flags.captionsFile === undefined && flags.captions === undefined
        ? 'where no captions are drawn: give --captions-file as well, or leave it out'
        : undefined,
  },
  {
    flags: ['--engine', '--backend', '--device', '--threads'],
    because: ({ gave }) =>
      gave('--queue') ? 'with --queue, where workers draw: give it to `npx timelab worker`' : undefined,
  },
]

function where({ args }: Call, is: (experiment: Experiment) => boolean, because: string): string | undefined {
  const name = String(args[0])
  return is(findExperiment(name)) ? `on ${name}, which ${because}: leave it out` : undefined
}
