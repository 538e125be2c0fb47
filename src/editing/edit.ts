import type { TextEmbedding } from '../models/types.ts'
import { alignColumns, type EmbeddedPair, preservedRows } from './columns.ts'
import type { EmbeddingMap } from './embedding-map.ts'
import { type EditSettings, settingsOf } from './settings.ts'
import { timeByCholesky } from './time.ts'
import { timeByQr } from './time-qr.ts'

export interface EditOptions extends Partial<EditSettings> {
  /** Prompts whose embeddings the edit shall leave as they are. */
  readonly preserve?: readonly TextEmbedding[]
}

/**
 * Edits what a model assumes: from embedded pairs of a source and a destination prompt, the map of embeddings
 * that makes the sources read like the destinations, in every cross-attention layer. Pure; several pairs are a
 * bulk edit (appendix F), augmentations are pairs like any other.
 * Throws an InputError for settings out of range and prompts that cannot be aligned.
 */
export function edit(pairs: readonly EmbeddedPair[], options: EditOptions = {}): EmbeddingMap {
  const { preserve = [], ...given } = options
  const settings = settingsOf(given)
  const columns = alignColumns(pairs, settings.align)
  const { width } = columns
  const preserved =
    preserve.length === 0
      ? undefined
      : { rows: preservedRows(preserve, settings.align, width), weight: settings.preserveWeight }
  const map = (settings.solver === 'qr' ? timeByQr : timeByCholesky)(columns, settings.lambda, preserved)
  return {
    width,
    keys: settings.only === 'values' ? undefined : map,
    values: settings.only === 'keys' ? undefined : map,
  }
}
