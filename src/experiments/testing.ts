import type { EditEntry, PromptPair } from '../datasets/entry.ts'
import { someSettings } from '../runs/testing.ts'
import { createUnits, editsOf } from '../runs/unit.ts'
import { type Experiment, type PlanContext, unitsOf } from './experiment.ts'
import type { RunView } from './run-tables.ts'
import type { Score } from './scores.ts'

const blue = (...prompts: readonly string[]): readonly PromptPair[] =>
  prompts.map((prompt) => ({ prompt: `A ${prompt}`, destination: `A blue ${prompt}` }))

/** Two small entries for tests to bend; a kitten does not name the cat. */
export const someEntries: readonly EditEntry[] = [
  {
    row: 2,
    kind: 'colour',
    source: 'A rose',
    destination: 'A blue rose',
    positives: blue('big rose', 'rose on the beach'),
    negatives: blue('tulip', 'heart'),
  },
  {
    row: 3,
    kind: 'colour',
    source: 'A cat',
    destination: 'A blue cat',
    positives: blue('kitten', 'photo of a cat'),
    negatives: blue('tulip', 'dog'),
  },
]

export const someContext: PlanContext = {
  settings: someSettings,
  entries: someEntries,
  captions: ['A tree', 'A whale', 'A fox', 'A bear'],
  unit: createUnits(someSettings.model.digest, someSettings.sampling),
}

/** A run whose every picture is its own, judged by `decide`; samples that it does not decide are not drawn. */
export function viewOf(
  experiment: Experiment,
  decide: (sample: Score['sample']) => Partial<Score> | undefined,
  context: PlanContext = someContext,
): RunView {
  const plan = experiment.plan(context)
  const scores = plan.samples.flatMap((sample) => {
    const decided = decide(sample)
    if (!decided) return []
    const success = decided.success ?? true
    return [
      {
        sample,
        success,
        tie: false,
        margin: success ? 0.1 : -0.1,
        intact: true,
        named: true,
        png: sample.unit.key,
        feature: Float32Array.of(Number.parseInt(sample.unit.key.slice(0, 6), 16)),
        ...decided,
      },
    ]
  })
  const effect = { layers: 7, matrices: 14, parameters: 100, size: 0.1 }
  const edits = [...editsOf(unitsOf(plan))].map(([id, spec]) => ({ id, spec, effect }))
  return { settings: context.settings, entries: context.entries, plan, scores, edits, quality: new Map() }
}
