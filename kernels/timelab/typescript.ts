import ts from 'typescript'

/** Where a name is looked up from: TypeScript climbs parents, and a cell's parent is the cell before it. */
export interface Scope extends ts.SourceFile {
  locals?: Map<string, ts.Symbol>
  path: string
  resolvedPath: string
  originalFileName: string
  imports: readonly ts.StringLiteralLike[]
  moduleAugmentations: readonly ts.Node[]
  ambientModuleNames: readonly string[]
  parseDiagnostics: readonly ts.DiagnosticWithLocation[]
}

type Resolution = { resolvedModule?: ts.ResolvedModuleFull } | undefined

/** A program, and the one inner function of it that cells need. */
export interface Program extends ts.Program {
  getResolvedModule(file: ts.SourceFile, name: string, mode: ts.ResolutionMode): Resolution
}

interface DisplayedSymbol {
  readonly displayParts: ts.SymbolDisplayPart[]
  readonly documentation: ts.SymbolDisplayPart[]
  readonly tags?: ts.JSDocTagInfo[]
}

/** What TypeScript keeps to itself and its language service is made of. Pinned: checked by the tests at each update. */
interface Internals {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void
  /** Whether a file is an ES module, by the package.json around it. */
  getImpliedNodeFormatForFileWorker(
    path: string,
    cache: object,
    host: ts.CompilerHost,
    options: ts.CompilerOptions,
  ): ts.ResolutionMode | object
  getSetExternalModuleIndicator(options: ts.CompilerOptions): (file: ts.SourceFile) => void
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node
  readonly Completions: {
    getCompletionsAtPosition(
      host: object,
      program: ts.Program,
      log: (message: string) => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      trigger: string | undefined,
      kind: ts.CompletionTriggerKind,
      cancellation: ts.CancellationToken,
      format: undefined,
      includeSymbol: boolean,
    ): ts.CompletionInfo | undefined
    getCompletionEntryDetails(
      program: ts.Program,
      log: (message: string) => void,
      file: ts.SourceFile,
      position: number,
      entry: { name: string; source?: string; data?: ts.CompletionEntryData },
      host: object,
      format: object,
      preferences: ts.UserPreferences,
      cancellation: ts.CancellationToken,
    ): ts.CompletionEntryDetails | undefined
  }
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): DisplayedSymbol
  }
}

export const internals: Internals = ts as unknown as Internals

export const neverCancelled: ts.CancellationToken & { throwIfCancellationRequested(): void } = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
}
