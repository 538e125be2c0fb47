/** A prompt beside the form of it that states the destination's attribute outright. */
export interface PromptPair {
  readonly prompt: string
  readonly destination: string
}

/** An edit with the prompts that test it: one row of TIMED (paper, section 5.1 and Table 1). */
export interface EditEntry {
  /** Line of the file that it stands on; the header is line 1. */
  readonly row: number
  /** What the edit changes (`colour`, `background`, ...), where the file says so; `edit` otherwise. */
  readonly kind: string
  /** What the model assumes something of: "A rose". */
  readonly source: string
  /** The same said outright: "A blue rose". */
  readonly destination: string
  /** Related prompts, which must follow the edit (generality). */
  readonly positives: readonly PromptPair[]
  /** Prompts of near concepts, which must stay as they are (specificity). */
  readonly negatives: readonly PromptPair[]
}

/** A profession to debias, with its prompts: one row of TIMED's gender file (paper, section 6). */
export interface ProfessionEntry {
  /** Line of the file that it stands on; the header is line 1. */
  readonly row: number
  /** "A CEO". */
  readonly source: string
  /** "A female CEO". */
  readonly destination: string
  /** The prompt that lambda is chosen on. */
  readonly validation: string
  /** The prompts that are reported. */
  readonly tests: readonly string[]
}

/** A caption, as a file of captions has it. */
export interface CaptionEntry {
  /** Line of the file that it stands on; the header is line 1. */
  readonly row: number
  readonly caption: string
}
