import ts from 'typescript'
import { CHECKED, closeCheckpoint, openCheckpoint } from './checkpoints.ts'
import { type Edits, editText } from './edits.ts'
import { CAUGHT, caughtCall } from './function-text.ts'
import { importScript } from './imports.ts'
import { isDecoration, type Lowering, toJavaScript } from './lower.ts'
import { type SharedNames, sharedNames } from './shared-names.ts'
import { withSourceMap } from './source-map.ts'
import {
  boundNames,
  inList,
  isAmbient,
  isDeclaration,
  isOnlyName,
  isTopLevelAwait,
  keyword,
  leavesNothing,
} from './syntax.ts'
import type { Scope } from './typescript.ts'

/** The name under which the value of a cell's last expression is left. */
export const LAST = '$tl_last'

/** A cell in JavaScript, its names made properties of the one object that all cells share. */
export interface CellScript {
  readonly code: string
  readonly async: boolean
  readonly lastExpression?: string
}

/**
 * Makes a cell that was checked into JavaScript, on the same lines where TypeScript need not print it. A declaration stays (so that functions and classes
 * keep their names) and is copied to the shared names, `$tl_names`; every use reads and writes there, so that functions of
 * earlier cells see what later ones set, and what a cell set before it threw is kept.
 */
export function cellScript(
  cell: Scope,
  checker: ts.TypeChecker,
  filename: string,
  how: Lowering,
): CellScript {
  const edits = editText(cell.text)
  const names = sharedNames(cell, checker)
  const writer = createWriter(edits, names, checker)
  const last = cell.statements.findLast((statement) => !ts.isEmptyStatement(statement))
  const value = last !== undefined && ts.isExpressionStatement(last) ? last : undefined
  for (const statement of cell.statements) {
    if (value && statement === value) {
      edits.insert(statement.getStart(), `;$tl_names.${LAST}=(`)
      writer.visit(value.expression)
      edits.insert(value.expression.end, ')')
    } else writer.visit(statement)
  }
  const hoisted = cell.statements
    .filter(ts.isFunctionDeclaration)
    .flatMap((node) => (node.body && node.name && !isAmbient(node) ? [node.name.text] : []))
  const prefix = `"use strict";${CHECKED}${writer.catches() ? CAUGHT : ''}{${hoisted.map(share).join('')}`
  const file = { fileName: filename, module: ts.ModuleKind.ESNext } as const
  const script = toJavaScript(edits.render(), file, how, writer.isDecorated())
  return {
    code: withSourceMap(prefix, { ...script, text: `${script.text}\n}` }, cell.text, filename),
    async: writer.awaits(),
    ...(value && { lastExpression: LAST }),
  }
}

const share = (name: string) => `$tl_names.${name}=${name};`

function createWriter(edits: Edits, names: SharedNames, checker: ts.TypeChecker) {
  let awaits = false
  let decorated = false
  let catches = false
  /** Declarations whose own names are read in them before they could be shared. */
  const local: ts.Node[] = []

  const declaredIn = (node: ts.Identifier) =>
    local.some((owner) =>
      checker
        .getSymbolAtLocation(node)
        ?.declarations?.some((declaration) =>
          ts.isStatement(owner)
            ? (declaration as ts.Node) === owner
            : ts.findAncestor(declaration, (parent) => parent === owner) !== undefined,
        ),
    )

  function reference(node: ts.Identifier): void {
    const { parent } = node
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) {
      const symbol = checker.getShorthandAssignmentValueSymbol(parent)
      if (names.isShared(node, symbol)) edits.insert(node.getStart(), `${node.text}:$tl_names.`)
      return
    }
    if (!names.isShared(node) || declaredIn(node)) return
    const called =
      (ts.isCallExpression(parent) && parent.expression === node) ||
      (ts.isTaggedTemplateExpression(parent) && parent.tag === node)
    if (!called) {
      edits.insert(node.getStart(), '$tl_names.')
      return
    }
    // `(0, …)` leaves `this` undefined, as in a call of a plain name.
    edits.insert(node.getStart(), '(0,$tl_names.')
    // V8 says that a call is where its bracket is: that bracket stands for the name.
    if (node.getSourceFile().text[node.end] === '(')
      edits.replace(node.end, node.end + 1, ')(', node.getStart())
    else edits.insert(node.end, ')')
  }

  /** `for (var i = 0; …)` sets a variable of the cell. */
  function shareInHead({ name, initializer }: ts.VariableDeclaration, text: string): void {
    if (initializer) edits.insert(initializer.getStart(), `$tl_names.${text}=`)
    else edits.insert(name.end, `=$tl_names.${text}`)
  }

  function variables(node: ts.VariableDeclarationList): void {
    const statement = node.parent
    for (const [index, declaration] of node.declarations.entries()) {
      const own = boundNames(declaration.name).filter((name) => names.isShared(name))
      if (ts.isForStatement(statement) && own.length > 0 && ts.isIdentifier(declaration.name))
        shareInHead(declaration, declaration.name.text)
      if (!ts.isIdentifier(declaration.name)) {
        local.push(declaration.name)
        visit(declaration.name)
        local.pop()
      }
      if (declaration.initializer) visit(declaration.initializer)
      if (!ts.isVariableStatement(statement) || own.length === 0) continue
      const shares = own.map(({ text }) => share(text)).join('')
      const next = node.declarations[index + 1]
      // A node begins where the comma before it ends.
      if (next) edits.replace(next.pos - 1, next.pos, `;${shares}${keyword(node)} `)
      else edits.insert(statement.end, `;${shares}`)
    }
  }

  function visit(node: ts.Node): void {
    if (leavesNothing(node)) return
    if (isTopLevelAwait(node)) awaits = true
    if (isDecoration(node)) decorated = true
    if (ts.isIdentifier(node)) reference(node)
    else if (
      ts.isImportDeclaration(node) ||
      (ts.isImportEqualsDeclaration(node) && ts.isSourceFile(node.parent))
    )
      imports(node)
    else if (ts.isExportDeclaration(node)) edits.replace(node.getStart(), node.end, ';')
    else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      edits.replace(node.getStart(), node.end, '$tl_import.meta')
    else if (ts.isVariableDeclarationList(node)) variables(node)
    else if (ts.isVariableStatement(node) && !inList(node)) {
      edits.insert(node.getStart(), '{')
      variables(node.declarationList)
      edits.insert(node.end, '}')
    } else rewrite(node)
  }

  function imports(node: ts.ImportDeclaration | ts.ImportEqualsDeclaration): void {
    const script = importScript(node, checker, names)
    awaits ||= script.includes('await ')
    edits.replace(node.getStart(), node.end, script)
  }

  function rewrite(node: ts.Node): void {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      edits.replace(node.expression.getStart(), node.expression.end, '$tl_import')
    if (ts.isExpressionStatement(node) && inList(node)) edits.insert(node.getStart(), ';')
    openCheckpoint(node, edits, sharedByHead(node))
    if (ts.isCatchClause(node)) caught(node)
    const declares = isDeclaration(node)
    if (declares && ts.isModuleDeclaration(node) && !hasValue(node)) return
    if (declares) local.push(node)
    ts.forEachChild(node, visitUse)
    if (declares) local.pop()
    closeCheckpoint(node, edits)
    if (!declares) return
    if (ts.isSourceFile(node.parent) && node.name) edits.insert(node.end, `;${share(node.name.text)}`)
  }

  /** V8's own messages name what the cell was made into. */
  function caught({ variableDeclaration, block }: ts.CatchClause): void {
    if (!variableDeclaration || !ts.isIdentifier(variableDeclaration.name)) return
    catches = true
    edits.insert(block.getStart() + 1, caughtCall(variableDeclaration.name.text))
  }

  /** A namespace of types alone leaves nothing to run. */
  function hasValue({ name }: ts.ModuleDeclaration): boolean {
    return ((checker.getSymbolAtLocation(name)?.flags ?? 0) & ts.SymbolFlags.Value) !== 0
  }

  /** Visits what is read or run; names that only name something are left. */
  function visitUse(node: ts.Node): void {
    if (ts.isIdentifier(node) && isOnlyName(node)) return
    visit(node)
  }

  /** `for (var x of …)` sets a variable of the cell: shared where the body begins. */
  function sharedByHead(node: ts.Node): string {
    if (!ts.isForOfStatement(node) && !ts.isForInStatement(node)) return ''
    const { initializer } = node
    if (!ts.isVariableDeclarationList(initializer)) return ''
    const bound = initializer.declarations.flatMap(({ name }) => boundNames(name))
    return bound
      .filter((name) => names.isShared(name))
      .map(({ text }) => share(text))
      .join('')
  }

  return { visit, awaits: () => awaits, isDecorated: () => decorated, catches: () => catches }
}
