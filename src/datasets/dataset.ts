import type { EditEntry, ProfessionEntry } from './entry.ts'

/** What reading a file may do to it. */
export interface ReadOptions {
  /**
   * Trim blanks, leave out tied pairs, repeated prompts of an entry and repeated entries; an entry may then
   * have fewer than five positives or negatives. Off unless asked for: a file is read as it stands.
   */
  readonly normalise?: boolean
}

/** Something about a file that does not keep it from being read, but bends what is measured on it. */
export interface Finding {
  /** Line of the file that the entry begins on; the header is line 1. */
  readonly row: number
  readonly column: string
  /**
   * `blank`: a blank before or after the text. `tie`: a prompt that equals its own destination form, so that the
   * judge cannot tell them apart. `duplicate-prompt`: a prompt that the entry has already. `duplicate-entry`: an
   * entry whose source and destination an earlier one has.
   */
  readonly kind: 'blank' | 'tie' | 'duplicate-prompt' | 'duplicate-entry'
  /** What was found and whether it was kept. */
  readonly message: string
}

/** The entries of one file and what was found while reading them. */
export interface Parsed<Entry> {
  readonly entries: readonly Entry[]
  readonly findings: readonly Finding[]
}

/** A parsed file with what tells it from every other. */
export interface DataFile<Entry> extends Parsed<Entry> {
  /** The file's name without `.csv`. */
  readonly name: string
  /** The path as it was given. */
  readonly file: string
  /** Of the file's bytes, in hexadecimal; normalising does not change it. */
  readonly sha256: string
}

/** Edits with the prompts that test them, in TIMED's format (paper, section 5.1). */
export interface Dataset extends DataFile<EditEntry> {}

/** Professions to debias, in the format of TIMED's gender file (paper, section 6). */
export interface ProfessionSet extends DataFile<ProfessionEntry> {}
