import type { ColumnTable } from 'arquero'
import type { EditEntry } from '../datasets/entry.ts'
import type { FeatureSource } from '../evaluation/gaussian.ts'
import type { RecordedEdit } from '../runs/ledger.ts'
import type { RunSettings } from '../runs/settings.ts'
import type { Plan } from './experiment.ts'
import type { SamplesBehind } from './sample-filter.ts'
import type { Score } from './scores.ts'

/** A finished or running run, as one judge sees it: all that tables are made from. */
export interface RunView {
  readonly settings: RunSettings
  readonly entries: readonly EditEntry[]
  readonly plan: Plan
  readonly scores: readonly Score[]
  readonly edits: readonly RecordedEdit[]
  /** CLIP Score and FID by method; absent where no captions were drawn. */
  readonly quality: ReadonlyMap<string, ImageQuality>
  /** Features that FID is to be taken of; absent without statistics of real pictures. */
  readonly fidSource?: FeatureSource
}

/** What an edit leaves of the model at large (paper, Table 2). */
export interface ImageQuality {
  readonly captions: number
  readonly clipScore: number
  /** Absent without statistics of real pictures. */
  readonly fid?: number
  /** Which features FID was taken of, and which resizing. */
  readonly fidFeatures?: string
}

/** A table of a report: numbers in an arquero table, and words about it. */
export interface ReportTable {
  /** Of its file: `table2`, `table2-by-kind`. */
  readonly name: string
  readonly title: string
  /**
   * Columns `x_sd`, `x_low` and `x_high` belong to `x` and are shown beside it. Percentages are 0 to 100;
   * what is not known is null.
   */
  readonly table: ColumnTable
  /** Decimals that columns are shown with; 1 by default. */
  readonly digits?: Readonly<Record<string, number>>
  /** Significant digits instead, for columns whose numbers differ in size. */
  readonly significant?: Readonly<Record<string, number>>
  readonly notes?: readonly string[]
  /** Which samples each number stands on. */
  readonly samples?: SamplesBehind
  /** One row an edit or an entry: too long for a terminal, which leaves it to the formats. */
  readonly long?: true
}

/** Tables of an experiment, its own first; made from what the run has so far. */
export type RunTables = (view: RunView) => readonly ReportTable[]
