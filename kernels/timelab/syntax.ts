import ts from 'typescript'

/** Names that a declaration binds, of a pattern all of them. */
export function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name]
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)))
}

/** Whether this is only declared, by `declare`. */
export const isAmbient = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)

/** Types, and what is only declared. */
export const leavesNothing = (node: ts.Node): boolean =>
  (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) ||
  isAmbient(node)

/** Whether another statement may stand beside this one. */
export const inList = ({ parent }: ts.Node): boolean =>
  ts.isSourceFile(parent) ||
  ts.isBlock(parent) ||
  ts.isModuleBlock(parent) ||
  ts.isCaseOrDefaultClause(parent)

/** What is declared by a statement of its own, functions (which are hoisted) apart. */
export const isDeclaration = (
  node: ts.Node,
): node is ts.ClassDeclaration | ts.EnumDeclaration | ts.ModuleDeclaration =>
  ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)

/** `const`, `let`, `var`, `using` or `await using`. */
export function keyword(list: ts.VariableDeclarationList): string {
  return list.getText().match(/^(?:await\s+)?\w+/)![0]
}

/** Whether a cell that holds this awaits, functions within it apart. */
export function isTopLevelAwait(node: ts.Node): boolean {
  const awaits =
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing)
  return awaits && ts.findAncestor(node.parent, ts.isFunctionLike) === undefined
}

/** Whether an identifier names a member, a binding or a label, and reads nothing. */
export function isOnlyName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) return parent.name === node
  if (ts.isShorthandPropertyAssignment(parent)) return false
  if (ts.isBindingElement(parent)) return parent.name === node || parent.propertyName === node
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return true
  return 'name' in parent && parent.name === node
}
