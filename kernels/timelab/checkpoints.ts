import ts from 'typescript'
import type { Edits } from './edits.ts'
import { CLOSE, FIRST, OPEN } from './function-text.ts'

/** What a script begins with so that `$tl_checked(await …)` gives the awaited value, unless the cell was interrupted; after `$tl_checkpoint`. */
export const CHECKED = 'const $tl_checked=(value)=>($tl_checkpoint(),value);'

/** The body of a function that code can call again and again: a comparison that a long sort calls, or a recursion. */
function bodyOf(node: ts.Node): ts.ConciseBody | undefined {
  if (!ts.isFunctionLike(node) || ts.isConstructorDeclaration(node)) return undefined
  return (node as ts.FunctionLikeDeclaration).body
}

/**
 * Opens what has to stop where the cell is interrupted: bodies of loops and functions, and what is awaited. Call before the
 * children's edits.
 */
export function openCheckpoint(node: ts.Node, edits: Edits, atBody = ''): void {
  if (ts.isIterationStatement(node, false)) {
    const body = node.statement
    const first = `${FIRST}${atBody}`
    if (ts.isBlock(body)) edits.insert(body.getStart() + 1, first)
    else edits.insert(body.getStart(), `{${first}`)
  }
  const body = bodyOf(node)
  if (body && ts.isBlock(body)) edits.insert(body.getStart() + 1, FIRST)
  else if (body) edits.insert(body.getStart(), OPEN)
  if (ts.isAwaitExpression(node)) edits.insert(node.getStart(), '$tl_checked(')
}

/** Closes what `openCheckpoint` opened. Call after the children's edits. */
export function closeCheckpoint(node: ts.Node, edits: Edits): void {
  if (ts.isIterationStatement(node, false) && !ts.isBlock(node.statement))
    edits.insert(node.statement.end, '}')
  const body = bodyOf(node)
  if (body && !ts.isBlock(body)) edits.insert(node.end, CLOSE)
  if (ts.isAwaitExpression(node)) edits.insert(node.end, ')')
}
