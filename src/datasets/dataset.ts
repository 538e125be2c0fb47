import type { CaptionEntry, EditEntry, ProfessionEntry } from './entry.ts'

/** What reading a file may do to it. */
export interface ReadOptions {
  /**
   * Trim blanks, take out characters that cannot be seen, make quotes straight; leave out tied pairs, repeated
   * prompts of an entry and repeated entries; an entry may then have fewer than five positives or negatives.
   * Off unless asked for: a file is read as it stands.
   */
  readonly normalise?: boolean
  /** Whose word on the texts is added to the findings; none by default. */
  readonly model?: TextChecks
}

/** What a model says to texts before it is asked to draw them: `createTextChecks`. */
export interface TextChecks {
  /** Of a text that is drawn or judged. */
  text(text: string): readonly Remark[]
  edit(source: string, destination: string): readonly Remark[]
}

/** A finding before it has its place in a file. */
export type Remark = Pick<Finding, 'kind' | 'message'>

/** Something about a file that does not keep it from being read, but bends what is measured on it. */
export interface Finding {
  /** Line of the file that the entry, or the header, begins on; the first line is 1. */
  readonly row: number
  /** Empty for what concerns the file as a whole. */
  readonly column: string
  readonly kind: FindingKind
  /** What was found and whether it was kept. */
  readonly message: string
}

/**
 * - `format`: what was assumed of the file's form so that it could be read.
 * - `blank`: a blank before or after the text.
 * - `unseen`: characters in the text that cannot be seen, or look like a blank and are none, which CLIP reads all the same.
 * - `quotes`: quotation marks around the text, or typographic ones, which CLIP reads otherwise than straight ones.
 * - `lost`: what is left where a program lost the text, or letters of it.
 * - `tie`: a prompt that equals its own destination form, so that the judge cannot tell them apart.
 * - `duplicate-prompt`: a prompt that the entry has already.
 * - `duplicate-entry`: an entry whose source and destination an earlier one has.
 * - `refused`: a text or an edit that a run with the model refuses.
 * - `unknown-word`: a word that the model's tokenizer does not know.
 */
export type FindingKind =
  | 'format'
  | 'blank'
  | 'unseen'
  | 'quotes'
  | 'lost'
  | 'tie'
  | 'duplicate-prompt'
  | 'duplicate-entry'
  | 'refused'
  | 'unknown-word'

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

/** Captions, for CLIP Score and FID. */
export interface CaptionSet extends DataFile<CaptionEntry> {}
