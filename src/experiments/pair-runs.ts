import { InputError } from '../errors.ts'
import { seedsOf } from '../runs/settings.ts'
import { describeSeeds } from '../sampling/seeds.ts'
import { editingMethods } from './methods.ts'
import type { RunView } from './run-tables.ts'
import type { Measure, Sample } from './samples.ts'
import type { Score } from './scores.ts'

/** What two runs say of the same question: same entry, prompts, measure and seed, drawn by methods that correspond. */
export interface ScorePair {
  /** What both runs call the method; both names where each run has one editing method and they differ. */
  readonly method: string
  readonly measure: Measure
  /** Of the entry: the same for all samples of a source and destination. */
  readonly entry: string
  readonly first: Score
  readonly second: Score
}

/**
 * Pairs the samples that two runs share, whatever models, lambdas or methods they were drawn with.
 * Throws an InputError that says why where they share none.
 */
export function pairRuns(first: RunView, second: RunView): readonly ScorePair[] {
  const names = correspondingMethods(first, second)
  const ours = questionsOf(first, (method) => names.get(method))
  const theirs = questionsOf(second, (method) => [...names.values()].find((name) => name.second === method))
  const shared = [...ours].filter(([question]) => theirs.has(question))
  if (shared.length === 0) throw new InputError(`The two runs share no sample: ${whyNone(first, second)}.`)
  const [firstScores, secondScores] = [first, second].map(
    ({ scores }) => new Map(scores.map((score) => [score.sample, score])),
  )
  const pairs = shared.flatMap(([question, sample]): ScorePair[] => {
    const other = theirs.get(question)
    const [a, b] = [firstScores?.get(sample), other && secondScores?.get(other)]
    const label = names.get(sample.method)?.label
    if (!a || !b || label === undefined) return []
    const { measure, entry } = sample
    return [{ method: label, measure, entry: JSON.stringify(entryOf(entry)), first: a, second: b }]
  })
  if (pairs.length > 0) return pairs
  throw new InputError(
    `The two runs share no sample yet: none of the ${shared.length} that both plan is drawn in both; go on with them first.`,
  )
}

interface Correspondence {
  readonly label: string
  readonly second: string
}

/** By the first run's name: methods of one name, and the editing methods where each run has but one. */
function correspondingMethods(first: RunView, second: RunView): ReadonlyMap<string, Correspondence> {
  const theirs = new Set(second.plan.samples.map(({ method }) => method))
  const ours = new Set(first.plan.samples.map(({ method }) => method))
  const same = [...ours].filter((name) => theirs.has(name))
  const [own, other] = [editingMethods(first), editingMethods(second)]
  const [a, b] = [own[0], other[0]]
  return new Map([
    ...same.map((name) => [name, { label: name, second: name }] as const),
    ...(own.length === 1 && other.length === 1 && a !== undefined && b !== undefined && a !== b
      ? [[a, { label: `${a} / ${b}`, second: b }] as const]
      : []),
  ])
}

const entryOf = ({ source, destination }: Sample['entry']): readonly string[] => [source, destination]

/** A plan's samples by what they ask; what a data set asks twice is told apart by its order. */
function questionsOf(
  { plan }: RunView,
  correspondence: (method: string) => Correspondence | undefined,
): ReadonlyMap<string, Sample> {
  const times = new Map<string, number>()
  return new Map(
    plan.samples.flatMap((sample) => {
      const { method, measure, entry, pair, seed } = sample
      const label = correspondence(method)?.label
      if (label === undefined) return []
      const asked = JSON.stringify([label, measure, entryOf(entry), pair.prompt, pair.destination, seed])
      const time = times.get(asked) ?? 0
      times.set(asked, time + 1)
      return [[`${asked} ${time}`, sample] as const]
    }),
  )
}

function whyNone(first: RunView, second: RunView): string {
  const disjoint = (of: (view: RunView) => readonly string[]) => {
    const theirs = new Set(of(second))
    return !of(first).some((each) => theirs.has(each))
  }
  const methodsOf = ({ plan }: RunView) => [...new Set(plan.samples.map(({ method }) => method))]
  const both = (of: (view: RunView) => string) => `${of(first)} and ${of(second)}`
  const reasons = [
    ...(disjoint(({ entries }) => entries.map((entry) => JSON.stringify(entryOf(entry))))
      ? [`their data sets, ${both(({ settings }) => settings.dataset.name)}, have no entry in common`]
      : []),
    ...(disjoint(({ settings }) => seedsOf(settings).map(String))
      ? [`their seeds, ${both(seedRange)}, are others`]
      : []),
    ...(correspondingMethods(first, second).size === 0
      ? [
          `their experiments, ${both(({ settings }) => settings.experiment)}, have no method in common (${methodsOf(first).slice(0, 3).join(', ')}; ${methodsOf(second).slice(0, 3).join(', ')})`,
        ]
      : []),
  ]
  return reasons.length > 0 ? reasons.join(', and ') : 'the entries that they share ask other prompts'
}

const seedRange = ({ settings }: RunView): string => describeSeeds(settings.seeds)
