import ts from 'typescript'
import type { Diagnostic } from './compiled.ts'

/** A fault as it is shown: lines and characters from 1, and the file where that is not the cell itself. */
export function diagnosticOf(fault: ts.Diagnostic, file?: string): Diagnostic {
  const start = fault.file?.getLineAndCharacterOfPosition(fault.start ?? 0)
  return {
    line: (start?.line ?? 0) + 1,
    character: (start?.character ?? 0) + 1,
    message: ts.flattenDiagnosticMessageText(fault.messageText, '\n'),
    code: fault.code,
    ...(file !== undefined && { file }),
  }
}
