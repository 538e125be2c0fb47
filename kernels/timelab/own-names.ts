import ts from 'typescript'
import type { Diagnostic } from './compiled.ts'

/** What the names begin with that a compiled cell or module has beside those of its author. */
const OWN = '$tl_'

/** Faults of names that would stand for the kernel's own. */
export function ownNames(file: ts.SourceFile): Diagnostic[] {
  const faults: Diagnostic[] = []
  if (!file.text.includes(OWN)) return faults
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text.startsWith(OWN)) {
      const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file))
      const message = `Names that begin with ${OWN} are the kernel's own: choose another for '${node.text}'.`
      faults.push({ line: line + 1, character: character + 1, message })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return faults
}
