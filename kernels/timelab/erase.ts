import { stripTypeScriptTypes } from 'node:module'
import ts from 'typescript'
import type { Edits } from './edits.ts'

/** Node warns that its eraser is experimental; a reader of a notebook needs no such line. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

quietly(() => stripTypeScriptTypes('0'))

const TO_JAVASCRIPT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  newLine: ts.NewLineKind.LineFeed,
  isolatedModules: true,
}

/**
 * Blanks the types out of TypeScript: each character that stays stays where it was. Only where a class inside an
 * expression has parameter properties TypeScript itself prints the text, and lines may move.
 */
export function eraseTypes(text: string): string {
  try {
    return stripTypeScriptTypes(text)
  } catch {
    return ts.transpileModule(text, { compilerOptions: TO_JAVASCRIPT }).outputText
  }
}

/** Whether a statement is more than JavaScript with types: an enum, a namespace of values, a class with parameter properties. */
export function needsLowering(node: ts.Statement): boolean {
  if (isAmbient(node)) return false
  if (ts.isEnumDeclaration(node)) return true
  if (ts.isModuleDeclaration(node)) return true
  return ts.isClassDeclaration(node) && hasParameterProperty(node)
}

export const isAmbient = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)

const hasParameterProperty = (node: ts.ClassDeclaration) =>
  node.members.some(
    (member) =>
      ts.isConstructorDeclaration(member) &&
      member.parameters.some((parameter) => ts.isParameterPropertyDeclaration(parameter, member)),
  )

/** Replaces such a statement, with the edits made inside it, by the JavaScript that TypeScript makes of it. */
export function lower(node: ts.Statement, edits: Edits): void {
  const start = node.getStart()
  const { text } = edits.render(start, node.end)
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { ...TO_JAVASCRIPT, removeComments: true },
  })
  // On one line: every line of TypeScript's printer ends where a statement or a brace does. Not so with a template's lines.
  const printed = outputText
    .replace(/^"use strict";/, '')
    .replace(/export \{\};\s*$/, '')
    .trim()
  edits.replace(start, node.end, printed.includes('`') ? printed : printed.replaceAll('\n', ' '))
}
