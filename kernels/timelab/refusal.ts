import type { Diagnostic } from './compiled.ts'
import type { Outcome } from './messages.ts'

/** A cell that does not compile, as an `error`: each fault with its line and column, and the line itself, marked. */
export function refusalOf(code: string, diagnostics: readonly Diagnostic[]): Outcome {
  const lines = code.split('\n')
  const said = diagnostics.map(({ file, line, character, message, code: number }) => ({
    text: `${file ? `${file}:` : ''}${line}:${character} - ${message} (TS${number})`,
    source: file ? [] : [lines[line - 1] ?? '', `${' '.repeat(Math.max(0, character - 1))}^`],
  }))
  return {
    status: 'error',
    ename: 'TypeScript',
    evalue: said.map(({ text }) => text).join('\n'),
    traceback: said.flatMap(({ text, source }) => [text, ...source]),
  }
}
