import { countSeeds } from '../sampling/seeds.ts'
import type { RunView } from './run-tables.ts'

/** What the tables and figures of a run are of. */
export interface Subject {
  readonly model: string
  readonly dataset: string
  readonly seeds: number
}

/** Of a run, by its settings. */
export const subjectOf = ({ settings }: Pick<RunView, 'settings'>): Subject => ({
  model: settings.model.name,
  dataset: settings.dataset.name,
  seeds: countSeeds(settings.seeds),
})

/** `Table 2 on emoji, data set test-filtered, 24 seeds`. */
export const titleOf = ({ model, dataset, seeds }: Subject, shows: string): string =>
  `${shows} on ${model}, data set ${dataset}, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`
