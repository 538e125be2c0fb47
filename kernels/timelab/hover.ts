import ts from 'typescript'
import type { Hover } from './compiled.ts'
import type { Project } from './project.ts'
import { internals, type Scope } from './typescript.ts'

/** What is known of the name at `offset` of a cell; none where no name is. */
export function hoverAt(project: Project, file: Scope, offset: number): Hover | undefined {
  const checker = project.checker()
  // A front end asks at the cursor, which stands behind the word that was typed last.
  const node = nameAt(file, offset) ?? nameAt(file, offset - 1)
  const symbol = node && checker.getSymbolAtLocation(node)
  if (!node || !symbol || checker.isUnknownSymbol(symbol)) return undefined
  project.documentation.read([symbol], checker)
  const { displayParts, documentation, tags } =
    internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      node.parent,
      node,
    )
  return {
    start: node.getStart(file),
    end: node.end,
    signature: ofImported(ts.displayPartsToString(displayParts)),
    documentation: ts.displayPartsToString(documentation),
    tags: (tags ?? []).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) })),
  }
}

/** What an import stands for, without saying that it is one. */
const ofImported = (signature: string): string => signature.replace(/^\(alias\) ([\s\S]*)\nimport .*$/, '$1')

function nameAt(file: Scope, offset: number): ts.Node | undefined {
  if (offset < 0) return undefined
  const node = internals.getTouchingPropertyName(file, offset)
  return ts.isIdentifier(node) || ts.isPrivateIdentifier(node) ? node : undefined
}
