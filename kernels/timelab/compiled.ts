/** A local module as Node can run it: an ES module in JavaScript, its own lines kept. */
export interface CompiledModule {
  readonly path: string
  readonly code: string
}

/** A cell as JavaScript. */
export interface CompiledCell {
  readonly ok: true
  /** Body of a function `(exports, require, checkpoint, importModule)`; the cell's own lines kept, an inline source map at its end. */
  readonly code: string
  /** Whether the body awaits, so that the function around it must be `async`. */
  readonly async: boolean
  /** The name under `exports` that holds the value of the last expression; none where the cell ends in a declaration. */
  readonly lastExpression?: string
  /** Local modules, imported by a relative path, that are new or were edited since: compiled again. */
  readonly modules: readonly CompiledModule[]
}

/** What the type checker, or the parser, has against a cell. Lines and characters count from 1. */
export interface Diagnostic {
  readonly line: number
  readonly character: number
  readonly message: string
  readonly code: number
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
  readonly status: 'complete' | 'incomplete' | 'invalid'
  readonly indent: string
}

/** Compiles the cells of one notebook, one after another; all that it answers is plain data. */
export interface Compiler {
  /** Checks and compiles a cell over the cells committed before. Commits nothing. */
  compile(source: string, cell: number): CompiledCell | RefusedCell
  /** The cell ran, also where it threw on the way: later cells see what it declared. */
  commit(cell: number): void
  complete(source: string, offset: number): Completions
  hover(source: string, offset: number): Hover | undefined
  isComplete(source: string): Completeness
}

/** Where a notebook lies, and the folder of the tsconfig.json that governs it (found upwards of `cwd` where not given). */
export interface CompilerOptions {
  readonly cwd: string
  readonly project?: string
}
