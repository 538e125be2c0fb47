import type { SampleFilter } from '../experiments/sample-filter.ts'

/**
 * What the viewer's page is made from. A run's folder holds `index.html` (the page), `view/run.js`, which calls
 * `timelabRun(RunPage)`, and `view/samples-<k>.js`, each of which calls `timelabSamples(k, SampleShard)`: scripts, because a
 * page opened from the disk may load nothing else. Prompts and names are data in all of them.
 */

export type { Counted, SampleFilter } from '../experiments/sample-filter.ts'

/** One table of the report; `cells` beside `rows` says what each number opens. */
export interface PageTable {
  readonly name: string
  readonly title: string
  readonly columns: readonly string[]
  /** As the report prints them: text, already rounded, spread included; null where not known. */
  readonly rows: readonly (readonly (string | null)[])[]
  readonly cells: readonly (readonly (SampleFilter | null)[])[]
  readonly notes: readonly string[]
  /** One row an edit or an entry; shown folded. */
  readonly long: boolean
}

export interface PageChart {
  readonly name: string
  readonly description: string
  readonly svg: string
}

export interface PageEntry {
  readonly row: number
  readonly kind: string
  readonly source: string
  readonly destination: string
}

/** A prompt of an entry: what is judged is its picture between these two texts. */
export interface PagePrompt {
  /** Index into `entries`. */
  readonly entry: number
  readonly measure: 'efficacy' | 'generality' | 'specificity'
  readonly prompt: string
  readonly destination: string
  readonly named: boolean
}

/** How far the run is, as `timelab status` has it. */
export interface PageStatus {
  readonly state: 'not begun' | 'working' | 'stalled' | 'stopped' | 'finished'
  readonly total: number
  readonly done: number
  readonly rate: number | null
  readonly toGo: number | null
  /** When this page was written, ISO 8601; the page reads `view/run.js` again while the state is `working`. */
  readonly written: string
}

export interface RunPage {
  readonly title: string
  readonly status: PageStatus
  /** Settings that make the run again, as name and value, for people. */
  readonly settings: readonly (readonly [string, string])[]
  /** The command that makes the whole run again. */
  readonly command: string
  readonly warnings: readonly string[]
  readonly tables: readonly PageTable[]
  readonly charts: readonly PageChart[]
  /** Self-contained HTML figures (the lambda slider), shown in frames. */
  readonly figures: readonly { readonly name: string; readonly title: string; readonly html: string }[]
  readonly entries: readonly PageEntry[]
  readonly prompts: readonly PagePrompt[]
  readonly methods: readonly PageMethod[]
  /** Folder of the pictures beside the page, `pictures` in a run; null where the run keeps none. */
  readonly pictures: string | null
  readonly picture: { readonly width: number; readonly height: number }
  /** How many `samples-<k>.js` there are, and how many samples in all. */
  readonly shards: number
  /** One a shard; a shard whose version is the same as before need not be read again. */
  readonly versions: readonly string[]
  readonly samples: number
  /** What draws one sample again: `sampleCommand` of sample-command.ts makes its command; null where nothing does. */
  readonly drawing: PageDrawing | null
  /** Where two runs are compared, one page for both: this one and the other, with their paired difference. */
  readonly comparison?: PageComparison
}

export interface PageMethod {
  readonly name: string
  /** `before`: the unedited model; `oracle`: the destination said outright; `after`: an edit. */
  readonly role: 'before' | 'oracle' | 'after'
}

/** How pictures are drawn by `timelab generate`, in parts that samples share; each is quoted for a shell. */
export interface PageDrawing {
  /** Flags of the model and the sampling. */
  readonly flags: string
  /** Flags of each distinct edit. */
  readonly edits: readonly string[]
  /** Index into `edits`, by method and entry; -1 where none edits, and for a method of which no command is known. */
  readonly edit: readonly (readonly number[])[]
}

export interface PageComparison {
  readonly first: string
  readonly second: string
  /** As `RunPage.drawing`, of the second run. */
  readonly secondDrawing: PageDrawing | null
  /** Tables of `timelab compare`: paired differences with their intervals. */
  readonly tables: readonly PageTable[]
}

/**
 * Samples as columns, index by index. A sample's before, after and oracle are the samples of the same prompt and seed by
 * methods of those roles (the oracle of a specificity prompt is its before).
 */
export interface SampleShard {
  /** Index into `methods`. */
  readonly method: readonly number[]
  /** Index into `prompts`. */
  readonly prompt: readonly number[]
  readonly seed: readonly number[]
  /** 1 where it counted as a success. */
  readonly success: readonly (0 | 1)[]
  /** Cosine to the destination's text minus cosine to the prompt's, to 4 decimals; 0 is a tie. */
  readonly margin: readonly number[]
  /** 1 where it is still named as its own noun. */
  readonly intact: readonly (0 | 1)[]
  /** The picture's file below the folder of pictures: `ab/ab12….png`. */
  readonly picture: readonly string[]
  /** In a comparison: the same sample of the second run; absent otherwise. */
  readonly second?: {
    readonly success: readonly (0 | 1)[]
    readonly margin: readonly number[]
    readonly picture: readonly string[]
  }
}
