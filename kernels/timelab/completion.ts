import ts from 'typescript'
import type { Completions } from './compiled.ts'
import type { Project } from './project.ts'
import { internals, neverCancelled, type Scope } from './typescript.ts'

/** So many of the best matches carry their documentation; each takes up to half a millisecond. */
const DOCUMENTED = 15

const quiet = () => {}

/** What may stand at `offset` of a cell: best first, those that begin as the word there does before those that hold it. */
export function completionsAt(project: Project, file: Scope, offset: number): Completions {
  const program = project.program()
  const host = completionHost(project)
  const preferences: ts.UserPreferences = { includeCompletionsForModuleExports: false }
  const info = internals.Completions.getCompletionsAtPosition(
    host,
    program,
    quiet,
    file,
    offset,
    preferences,
    undefined,
    ts.CompletionTriggerKind.Invoked,
    neverCancelled,
    undefined,
    true,
  )
  const { start, end } = replaced(file.text, offset, info)
  const word = file.text.slice(start, offset)
  const entries = ranked(info?.entries ?? [], word)
  const documented = entries.slice(0, DOCUMENTED).map(({ symbol }) => symbol)
  project.documentation.read(documented, project.checker())
  const matches = entries.map((entry, index) => {
    const documentation = index < DOCUMENTED ? documentationOf(entry) : undefined
    return { text: entry.name, type: entry.kind as string, ...(documentation && { documentation }) }
  })
  return { matches, start, end }

  function documentationOf({ name, source, data }: ts.CompletionEntry): string | undefined {
    const details = internals.Completions.getCompletionEntryDetails(
      program,
      quiet,
      file,
      offset,
      { name, ...(source !== undefined && { source }), ...(data && { data }) },
      host,
      {},
      preferences,
      neverCancelled,
    )
    if (!details) return undefined
    const signature = ts.displayPartsToString(details.displayParts)
    const text = ts.displayPartsToString(details.documentation)
    return text ? `${signature}\n\n${text}` : signature
  }
}

/** The word around the place, or the part of a string that TypeScript says is replaced. */
function replaced(text: string, offset: number, info: ts.CompletionInfo | undefined) {
  const span =
    info?.optionalReplacementSpan ?? info?.entries.find((entry) => entry.replacementSpan)?.replacementSpan
  if (span && span.start <= offset && offset <= span.start + span.length)
    return { start: span.start, end: span.start + span.length }
  const before = text.slice(0, offset).match(/[\p{ID_Continue}$]*$/u)![0]
  const after = text.slice(offset).match(/^[\p{ID_Continue}$]*/u)![0]
  return { start: offset - before.length, end: offset + after.length }
}

/** Entries that hold `word`, by how they do and then by TypeScript's own order. */
function ranked(entries: readonly ts.CompletionEntry[], word: string): ts.CompletionEntry[] {
  const lower = word.toLowerCase()
  const rank = ({ name }: ts.CompletionEntry) =>
    name.startsWith(word)
      ? 0
      : name.toLowerCase().startsWith(lower)
        ? 1
        : name.toLowerCase().includes(lower)
          ? 2
          : 3
  return entries
    .map((entry) => ({ entry, key: `${rank(entry)}${entry.sortText}${entry.name}` }))
    .filter(({ key }) => key[0] !== '3')
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ entry }) => entry)
}

/** What completion asks of an editor: files, for the names inside `import … from '…'`. */
function completionHost(project: Project) {
  return {
    ...ts.sys,
    getCompilationSettings: () => project.options,
    getCurrentDirectory: () => project.program().getCurrentDirectory(),
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  }
}
