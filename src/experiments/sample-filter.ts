/** What makes a sample count, where a number is the share of those that do. */
export type Counted =
  | 'success'
  /** Still named as its own noun. */
  | 'intact'
  | 'intact success'
  /** Judged as the prompt rather than as the destination: a margin below 0. */
  | 'prompt'
  /** In a comparison: a success in the second run. */
  | 'second success'

/** Which samples stand behind a number: all that agree with each field given. */
export interface SampleFilter {
  readonly method?: string
  readonly measure?: string
  /** Any of these measures, where a number stands on several but not all. */
  readonly measures?: readonly string[]
  readonly kind?: string
  /** Index into the run's entries. */
  readonly entry?: number
  /** Any of these entries. */
  readonly entries?: readonly number[]
  /** Whether the prompt names the edit's source. */
  readonly named?: boolean
  /** Whether the judge cannot decide. */
  readonly tie?: boolean
  /** In a comparison: right in the second run alone, in the first alone, or the same picture in both. */
  readonly change?: 'gained' | 'lost' | 'same picture'
  /** The number is the share, in %, of the samples that count so; absent where it is something else of them. */
  readonly counts?: Counted
}

/** Says which samples stand behind the number in a row (from 0) and column of a table; null where none do. */
export type SamplesBehind = (row: number, column: string) => SampleFilter | null
