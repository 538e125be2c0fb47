import { SourceMap, type SourceMapPayload } from 'node:module'
import ts from 'typescript'
import type { Anchor, Rendered } from './edits.ts'
import { eraseTypes } from './erase.ts'
import { lineStarts } from './offsets.ts'

/** How a project's own compiler makes JavaScript of what no engine reads as it stands: decorators, JSX, enums. */
export type Lowering = Pick<
  ts.CompilerOptions,
  | 'experimentalDecorators'
  | 'emitDecoratorMetadata'
  | 'useDefineForClassFields'
  | 'jsx'
  | 'jsxFactory'
  | 'jsxFragmentFactory'
  | 'jsxImportSource'
>

/** What is made: a cell or an ES module, or a CommonJS one; and by which file's name TypeScript tells JSX and JavaScript. */
export interface LoweredFile {
  readonly fileName: string
  readonly module: ts.ModuleKind.ESNext | ts.ModuleKind.CommonJS
}

/** Whether this is a decorator or an `accessor`: erasing the types leaves them, and V8 does not read them. */
export const isDecoration = (node: ts.Node): boolean =>
  ts.isDecorator(node) || node.kind === ts.SyntaxKind.AccessorKeyword

/**
 * JavaScript of an edited text. Types are blanked in place where that is all there is to do; else (and where `must` says so)
 * TypeScript prints the text anew, and its map says from where each word came.
 */
export function toJavaScript(rendered: Rendered, file: LoweredFile, how: Lowering, must: boolean): Rendered {
  const isPlain = /\.[cm]?js$/.test(file.fileName)
  if (!must && isPlain) return rendered
  const isErasable = !must && !/\.[jt]sx$/.test(file.fileName) && file.module === ts.ModuleKind.ESNext
  const erased = isErasable ? eraseTypes(rendered.text) : undefined
  return erased === undefined ? printed(rendered, file, how) : { ...rendered, text: erased }
}

function printed(rendered: Rendered, { fileName, module }: LoweredFile, how: Lowering): Rendered {
  const { outputText, sourceMapText = '' } = ts.transpileModule(rendered.text, {
    fileName,
    compilerOptions: {
      ...how,
      module,
      // Down to what V8 has: later than this are decorators and `using`.
      target: ts.ScriptTarget.ES2022,
      allowJs: true,
      esModuleInterop: true,
      isolatedModules: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  })
  const text = outputText.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '').replace(/\nexport \{\};\s*$/, '\n')
  const map = new SourceMap(JSON.parse(sourceMapText) as SourceMapPayload)
  const from = lineStarts(rendered.text)
  const anchors: Anchor[] = []
  for (const [line, start] of lineStarts(text).entries()) {
    const end = text.indexOf('\n', start)
    for (const { index } of text.slice(start, end < 0 ? text.length : end).matchAll(/[\w$]+|[^\s\w$]/g)) {
      const entry = map.findEntry(line, index)
      if (!('originalLine' in entry) || entry.generatedLine !== line || entry.generatedColumn !== index)
        continue
      const place = from[entry.originalLine]! + entry.originalColumn
      anchors.push({ edited: start + index, original: originalOf(rendered, place), kept: false })
    }
  }
  return { text, anchors }
}

/** Where a place of an edited text was before the edits. */
function originalOf({ anchors }: Rendered, place: number): number {
  let low = 0
  let high = anchors.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (anchors[middle]!.edited <= place) low = middle
    else high = middle - 1
  }
  const { edited, original, kept } = anchors[low]!
  return kept ? original + place - edited : original
}
