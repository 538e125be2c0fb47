import type ts from 'typescript'
import type { Scope } from './typescript.ts'

/** Which names are shared by all cells: those of their outermost level. */
export interface SharedNames {
  /** Whether this identifier means a variable of a cell's outermost level, of this cell or an earlier one. */
  isShared(node: ts.Identifier, symbol?: ts.Symbol): boolean
}

/** The names that a cell declares or finds in the cells before it. */
export function sharedNames(cell: Scope, checker: ts.TypeChecker): SharedNames {
  const scopes: Scope[] = []
  for (let scope: Scope | undefined = cell; scope; scope = scope.parent as Scope | undefined)
    scopes.push(scope)
  const known = new Set(scopes.flatMap(({ locals }) => [...(locals?.keys() ?? [])]))
  return {
    isShared(node, symbol = checker.getSymbolAtLocation(node)) {
      // Names that begin with two underscores are kept under another.
      const name = String(node.escapedText)
      if (!symbol || !known.has(name)) return false
      return scopes.some(({ locals }) => locals?.get(name) === symbol)
    },
  }
}
