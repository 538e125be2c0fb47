import type { RunSettings } from '../runs/settings.ts'
import { describeSeeds } from '../sampling/seeds.ts'

/** A run's settings as names and values for people, digests by their beginning. */
export function settingsForPeople(settings: RunSettings): readonly (readonly [string, string])[] {
  const { experiment, model, judge, dataset, limit, seeds, sampling, edit, method } = settings
  const named = ({ name }: { readonly name: string }, digest: string) => `${name} (${digest.slice(0, 12)})`
  return [
    ['experiment', experiment],
    ['model', named(model, model.digest)],
    ['judge', named(judge, judge.digest)],
    ['data set', `${named(dataset, dataset.sha256)}${dataset.normalise ? ', normalised' : ''}`],
    ['entries', limit === null ? 'all' : `the first ${limit}`],
    ['seeds', describeSeeds(seeds)],
    ['sampler', `${sampling.scheduler}, ${sampling.steps} steps`],
    ['guidance', String(sampling.guidance)],
    ['size', `${sampling.width} x ${sampling.height}`],
    ['pixels', sampling.pixels],
    ['method', method ? named(method, method.sha256) : 'TIME'],
    ['lambda', settings.lambdas?.join(', ') ?? String(edit.lambda)],
    ...(settings.also
      ? [
          [
            'edited as well',
            settings.also.map((pair) => `${pair.source} => ${pair.destination}`).join('; '),
          ] as const,
        ]
      : []),
    ...(settings.preserve ? [['preserved', settings.preserve.join('; ')] as const] : []),
    ['matrices', edit.only === 'both' ? 'keys and values' : edit.only],
    ['augmented', edit.augment ? 'yes' : 'no'],
    ['positions', edit.align === 'released' ? 'all 77' : 'of the prompt alone'],
    ['solver', edit.solver],
    [
      'captions',
      settings.captions ? `${settings.captions.each} an edit, of ${settings.captions.name}` : 'none',
    ],
    ['real pictures', settings.reference?.name ?? 'none'],
    ['timelab', settings.timelab],
  ]
}
