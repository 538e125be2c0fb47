/** A local module as Node can run it: JavaScript with an inline source map, or JSON. */
export interface CompiledModule {
  readonly path: string
  readonly code: string
  readonly format: 'module' | 'commonjs' | 'json'
}

/** Local modules that code reaches. */
export interface ReachedModules {
  /** The paths of all of them. */
  readonly local: readonly string[]
  /** Those that are new or were edited since they were last handed out: compiled again. */
  readonly modules: readonly CompiledModule[]
}

/** A cell as JavaScript. */
export interface CompiledCell extends ReachedModules {
  readonly ok: true
  /** Body of the function that `cellFunction` makes, an inline source map at its end. */
  readonly code: string
  /** Whether the body awaits, so that the function around it must be `async`. */
  readonly async: boolean
  /** The name under `exports` that holds the value of the last expression; none where the cell ends in a declaration. */
  readonly lastExpression?: string
}

/** What the type checker, or the parser, has against a cell. Lines and characters count from 1. */
export interface Diagnostic {
  readonly line: number
  readonly character: number
  readonly message: string
  /** TypeScript's number of the fault; none where it is the kernel that has something against it. */
  readonly code?: number
  /** Set where the fault is in a local module instead of the cell: its path relative to the notebook's folder. */
  readonly file?: string
}

/** A cell that does not compile. */
export interface RefusedCell {
  readonly ok: false
  readonly diagnostics: readonly Diagnostic[]
}

/** One completion. `type` is the kind of thing in the words of the editor: `const`, `function`, `property`, `module` … */
export interface CompletionMatch {
  readonly text: string
  readonly type: string
  readonly documentation?: string
}

/** Completions, and the part of the cell (UTF-16 code units) that each of them replaces. */
export interface Completions {
  readonly matches: readonly CompletionMatch[]
  readonly start: number
  readonly end: number
}

/** A JSDoc tag, such as `param` or `throws`. */
export interface DocumentationTag {
  readonly name: string
  readonly text: string
}

/** What is known about the thing at a place of a cell; `start` and `end` are UTF-16 code units. */
export interface Hover {
  readonly start: number
  readonly end: number
  readonly signature: string
  readonly documentation: string
  readonly tags: readonly DocumentationTag[]
}

/** Whether a console should run what was typed, or go on to another line, begun with `indent`. */
export interface Completeness {
  readonly status: 'complete' | 'incomplete' | 'invalid' | 'unknown'
  readonly indent: string
}

/** Compiles the cells of one notebook, one after another; all that it answers is plain data. */
export interface Compiler {
  /** Checks and compiles a cell over the cells committed before. Commits nothing. */
  compile(source: string, cell: number): CompiledCell | RefusedCell
  /** The cell ran, also where it threw on the way: later cells see what it declared. */
  commit(cell: number): void
  /** What a file reaches that running code imports by a path which no cell spells out; or its faults, those of types apart. */
  reach(path: string): ReachedModules | RefusedCell
  complete(source: string, offset: number): Completions
  hover(source: string, offset: number): Hover | undefined
  isComplete(source: string): Completeness
}

/** Where a notebook lies, and the folder of the tsconfig.json that governs it (found upwards of `cwd` where not given). */
export interface CompilerOptions {
  readonly cwd: string
  readonly project?: string
}
