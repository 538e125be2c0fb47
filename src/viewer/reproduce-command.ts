import { findExperiment } from '../experiments/experiments.ts'
import type { RunSettings } from '../runs/settings.ts'
import type { Seeds } from '../sampling/seeds.ts'
import { alignFlags, samplingFlags, settingFlags, several, weightFlags } from './drawing.ts'
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
    ...['npx', 'timelab', 'reproduce', experiment],
    ...flag('--run', folder),
    ...flag('--dataset', dataset),
    ...(settings.dataset.normalise ? ['--normalise'] : []),
    ...seedFlags(seeds),
    ...flag('--limit', limit ?? undefined),
    ...samplingFlags(settings),
    ...editFlags(settings),
    ...flag('--method', method?.name),
    ...flag('--judge', judge.name === 'clip' ? undefined : judge.name),
    ...(findExperiment(experiment).captions ? flag('--captions', settings.captions?.each ?? 0) : []),
    ...flag('--captions-file', captions),
    ...flag('--reference', reference),
    ...(settings.keepPictures ? [] : ['--no-pictures']),
  ]
  return words.join(' ')
}

function seedFlags(seeds: Seeds): readonly string[] {
  if ('list' in seeds) return ['--seeds', seeds.list.join(',')]
  return [
    ...(seeds.count === 24 ? [] : ['--seeds', String(seeds.count)]),
    ...(seeds.first === 0 ? [] : ['--seed', String(seeds.first)]),
  ]
}

/** Flags of a run's edits: an experiment that has settings of its own takes none of those. */
function editFlags(settings: RunSettings): readonly string[] {
  const { experiment, edit, also = [], preserve = [], lambdas } = settings
  const { edits } = findExperiment(experiment)
  if (edits === 'never') return []
  return [
    ...(edits === 'sweep'
      ? [...(lambdas ? ['--lambda', lambdas.join(',')] : []), ...alignFlags(edit)]
      : settingFlags(edit)),
    ...(also.length > 0
      ? several(
          '--also',
          also.map(({ source, destination }) => `${source} => ${destination}`),
        )
      : []),
    ...(preserve.length > 0 ? [...several('--preserve', preserve), ...weightFlags(edit)] : []),
  ]
}
