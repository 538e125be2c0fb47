import type { Effect } from '../editing/effect.ts'
import type { EditSpec, Unit } from './unit.ts'

/** A unit that was drawn and seen by the judge. */
export interface Outcome {
  readonly key: string
  /** The picture as a PNG file's bytes. */
  readonly png: Uint8Array
  /** The judge's image feature, of unit length. */
  readonly feature: Float32Array
}

/** An edit that was solved on the way, and how far it moves the model. */
export interface SolvedEdit {
  readonly id: string
  readonly spec: EditSpec
  readonly effect: Effect
}

/** What one batch of units gave. */
export interface Work {
  readonly outcomes: readonly Outcome[]
  readonly edits: readonly SolvedEdit[]
  /** Wall time of the batch, in seconds. */
  readonly seconds: number
}

/** Where units are drawn: on this machine, or by workers behind a queue. */
export interface Executor {
  /**
   * Yields what each batch gave, in whatever order batches end; stops soon once `signal` is aborted.
   * A batch that fails throws here, after which nothing more is begun.
   */
  execute(batches: readonly (readonly Unit[])[], signal?: AbortSignal): AsyncIterable<Work>
}
