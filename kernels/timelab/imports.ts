import ts from 'typescript'
import type { SharedNames } from './shared-names.ts'

/** The script of an import in a cell: Node's own `import()`, whose values become shared names; types leave nothing. */
export function importScript(
  node: ts.ImportDeclaration | ts.ImportEqualsDeclaration,
  checker: ts.TypeChecker,
  names: SharedNames,
): string {
  if (ts.isImportEqualsDeclaration(node)) {
    const { moduleReference, name } = node
    if (node.isTypeOnly || !isValue(name, checker)) return ';'
    const value = ts.isExternalModuleReference(moduleReference)
      ? `$tl_import.require(${moduleReference.expression.getText()})`
      : `${names.isShared(leftmost(moduleReference)) ? '$tl_names.' : ''}${moduleReference.getText()}`
    return `;$tl_names.${name.text}=${value};`
  }
  const clause = node.importClause
  if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return ';'
  const bindings = clause?.namedBindings
  const shares: string[] = []
  if (clause?.name && isValue(clause.name, checker))
    shares.push(`$tl_names.${clause.name.text}=$tl_module.default;`)
  if (bindings && ts.isNamespaceImport(bindings)) shares.push(`$tl_names.${bindings.name.text}=$tl_module;`)
  if (bindings && ts.isNamedImports(bindings))
    for (const { isTypeOnly, name, propertyName } of bindings.elements) {
      if (isTypeOnly || !isValue(name, checker)) continue
      const from = propertyName ?? name
      const member = ts.isStringLiteral(from) ? `[${JSON.stringify(from.text)}]` : `.${from.text}`
      shares.push(`$tl_names.${name.text}=$tl_module${member};`)
    }
  if (clause && shares.length === 0) return ';'
  return `;{const $tl_module=await $tl_import(${moduleArguments(node)});${shares.join('')}}`
}

const leftmost = (name: ts.EntityName): ts.Identifier => (ts.isIdentifier(name) ? name : leftmost(name.left))

/** Node wants to be told that a file is JSON. */
function moduleArguments({ moduleSpecifier, attributes }: ts.ImportDeclaration): string {
  const specifier = (moduleSpecifier as ts.StringLiteral).text
  const said = attributes?.elements.map(({ name, value }) => `${name.getText()}:${value.getText()}`)
  const needed = said ?? (specifier.endsWith('.json') ? ['type:"json"'] : [])
  const options = needed.length > 0 ? `,{with:{${needed.join()}}}` : ''
  return JSON.stringify(specifier) + options
}

/** What cannot be found counts as a value: the checker has said so already. */
function isValue(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(name)
  if (!symbol) return true
  const aliased = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return aliased.flags === ts.SymbolFlags.Property || (aliased.flags & ts.SymbolFlags.Value) !== 0
}
