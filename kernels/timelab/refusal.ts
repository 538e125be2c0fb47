import type { Diagnostic } from './compiled.ts'
import type { Outcome } from './messages.ts'

/** Faults, a line each, with their places. */
export const refusalText = (diagnostics: readonly Diagnostic[]): string => diagnostics.map(textOf).join('\n')

const textOf = ({ file, line, character, message, code }: Diagnostic): string =>
  `${file ? `${file}:` : ''}${line}:${character} - ${message}${code === undefined ? '' : ` (TS${code})`}`

/** So many faults of one cell are shown, and so much of a line. */
const [MOST, WIDEST] = [20, 300]

/** A cell that does not compile, as an `error`: each fault with its line and column, and the line itself, marked. */
export function refusalOf(code: string, diagnostics: readonly Diagnostic[]): Outcome {
  const lines = code.split('\n')
  const shown = diagnostics.slice(0, MOST)
  const left = diagnostics.length - shown.length
  const more = left > 0 ? [`… and ${left} more`] : []
  const said = shown.flatMap((diagnostic) => {
    const { file, line, character } = diagnostic
    const isMarked = file === undefined && character <= WIDEST
    const source = [(lines[line - 1] ?? '').slice(0, WIDEST), `${' '.repeat(Math.max(0, character - 1))}^`]
    return [textOf(diagnostic), ...(isMarked ? source : [])]
  })
  return {
    status: 'error',
    ename: 'TypeScript',
    evalue: [refusalText(shown), ...more].join('\n'),
    traceback: [...said, ...more],
  }
}
