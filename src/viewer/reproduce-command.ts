import { findExperiment } from '../experiments/experiments.ts'
import type { RunSettings } from '../runs/settings.ts'
import { samplingFlags, settingFlags } from './drawing.ts'
import { shellQuote } from './shell-quote.ts'

/** Files that a run was made from; absent where the command finds the same ones by itself. */
export interface CommandFiles {
  readonly dataset?: string
  readonly captions?: string
  readonly reference?: string
}

/** The command that makes a run again in `folder`, or goes on with it. */
export function reproduceCommand(
  settings: RunSettings,
  folder: string,
  { dataset, captions, reference }: CommandFiles,
): string {
  const { experiment, limit, seeds, method, judge } = settings
  const flag = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [name, shellQuote(String(value))]
  const words = [
    ...['timelab', 'reproduce', experiment],
    ...flag('--run', folder),
    ...flag('--dataset', dataset),
    ...(settings.dataset.normalise ? ['--normalise'] : []),
    ...flag('--seeds', seeds.count === 24 ? undefined : seeds.count),
    ...flag('--seed', seeds.first === 0 ? undefined : seeds.first),
    ...flag('--limit', limit ?? undefined),
    ...samplingFlags(settings),
    ...settingFlags(settings.edit),
    ...flag('--method', method?.name),
    ...flag('--judge', judge.name === 'clip' ? undefined : judge.name),
    ...(findExperiment(experiment).captions ? flag('--captions', settings.captions?.each ?? 0) : []),
    ...flag('--captions-file', captions),
    ...flag('--reference', reference),
    ...(settings.keepPictures ? [] : ['--no-pictures']),
  ]
  return words.join(' ')
}
