import { captionColumns } from './captions.ts'
import { hasColumn } from './csv-header.ts'
import type { Finding, ReadOptions } from './dataset.ts'
import { namesSource } from './naming.ts'
import { professionColumns } from './parse-professions.ts'
import { readCaptionSet, readDataset, readProfessions } from './read.ts'
import { readTextFile } from './text-file.ts'

/** What a file of ours holds, in numbers; plain JSON. */
export interface DatasetSummary {
  readonly file: string
  readonly format: 'edits' | 'professions' | 'captions'
  readonly entries: number
  /** Of edits, by kind in the file's order; empty for the other formats. */
  readonly kinds: readonly KindSummary[]
  readonly findings: readonly Finding[]
}

export interface KindSummary {
  readonly kind: string
  readonly entries: number
  readonly positives: number
  /** Positives that do not name their source's noun ("A kitten" for "A cat"). */
  readonly unnamed: readonly Unnamed[]
  readonly negatives: number
}

/** A positive that does not name its source, with the line that its entry begins on. */
export interface Unnamed {
  readonly row: number
  readonly source: string
  readonly prompt: string
}

/**
 * Reads a file of any of the formats, which its header tells apart, and counts. Throws an InputError as the
 * readers do.
 */
export function summarise(file: string, options: ReadOptions = {}): DatasetSummary {
  const { text } = readTextFile(file)
  if (hasColumn(text, file, 'validation', professionColumns)) {
    const { entries, findings } = readProfessions(file, options)
    return { file, format: 'professions', entries: entries.length, kinds: [], findings }
  }
  if (hasColumn(text, file, 'caption', captionColumns)) {
    const { entries, findings } = readCaptionSet(file, options)
    return { file, format: 'captions', entries: entries.length, kinds: [], findings }
  }
  const { entries, findings } = readDataset(file, options)
  const kinds = [...Map.groupBy(entries, ({ kind }) => kind)].map(([kind, group]) => ({
    kind,
    entries: group.length,
    positives: count(group.map(({ positives }) => positives.length)),
    unnamed: group.flatMap(({ row, source, positives }) =>
      positives
        .filter(({ prompt }) => !namesSource(prompt, source))
        .map(({ prompt }) => ({ row, source, prompt })),
    ),
    negatives: count(group.map(({ negatives }) => negatives.length)),
  }))
  return { file, format: 'edits', entries: entries.length, kinds, findings }
}

const count = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
