import ts from 'typescript'
import type { Completeness } from './compiler.ts'
import { withTslabTypeScript } from './typescript-shim.ts'

interface Converter {
  isCompleteCode(content: string): { completed: boolean; indent?: string }
}

/** Loaded when a console first asks: notebooks never do. */
let converter: Converter | undefined

/** Text that goes on over lines: an unterminated template, an unterminated comment. */
const OPEN = [1160, 1010]

/** Whether a console should run what was typed: tslab's judgement, and `invalid` where no further line could mend it. */
export function completenessOf(source: string): Completeness {
  converter ??= withTslabTypeScript((require) => require('tslab/dist/converter.js') as Converter)
  const { completed, indent = '' } = converter.isCompleteCode(source)
  if (!completed) return { status: 'incomplete', indent }
  const { diagnostics = [] } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  })
  if (diagnostics.some(({ code }) => OPEN.includes(code))) return { status: 'incomplete', indent: '' }
  return { status: diagnostics.length > 0 ? 'invalid' : 'complete', indent: '' }
}
