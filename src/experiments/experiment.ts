import type { EditEntry } from '../datasets/entry.ts'
import type { RunSettings } from '../runs/settings.ts'
import type { Unit } from '../runs/unit.ts'
import type { RunTables } from './run-tables.ts'
import type { CaptionSample, MakeUnit, Sample } from './samples.ts'

/** What an experiment plans from: nothing else decides which pictures it needs. */
export interface PlanContext {
  readonly settings: RunSettings
  readonly entries: readonly EditEntry[]
  readonly captions: readonly string[]
  readonly unit: MakeUnit
}

/** The pictures of an experiment, and what each counts towards. */
export interface Plan {
  readonly samples: readonly Sample[]
  readonly captions: readonly CaptionSample[]
}

/** One table or appendix of the paper, as a value. */
export interface Experiment {
  readonly name: string
  readonly summary: string
  /** The file of a data set folder that it runs on by default. */
  readonly dataset: 'test' | 'test-filtered' | 'validation'
  /** How it edits: as the settings say, at settings of its own (lambda, matrices, augmentations), or not at all. */
  readonly edits: 'as set' | 'sweep' | 'never'
  /** Whether captions are drawn for CLIP Score and FID. */
  readonly captions: boolean
  /** The paper's lambda where it is not Table 2's. */
  readonly lambda?: number
  plan(context: PlanContext): Plan
  tables: RunTables
}

/** The distinct units of a plan, in its order. */
export function unitsOf({ samples, captions }: Plan): readonly Unit[] {
  const units = new Map<string, Unit>()
  for (const { unit } of [...samples, ...captions]) if (!units.has(unit.key)) units.set(unit.key, unit)
  return [...units.values()]
}
