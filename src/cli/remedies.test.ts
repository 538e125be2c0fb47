import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import ts from 'typescript'
import * as timelab from '../index.ts'
import { createProgram } from './program.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = createProgram(new AbortController().signal)

/** Flags and functions of other programs that our texts name. */
const OTHERS = ['--onnxruntime-node-install', 'to_csv', 'require']

interface Text {
  readonly at: string
  /** What is filled in later is `…`. */
  readonly text: string
}

/** Every text of more than a word in the sources, tests apart. */
const texts: readonly Text[] = globSync('{src,kernels}/**/*.ts', { cwd: root })
  .filter((file) => !/\.test\.ts$|testing\.ts$/.test(file))
  .flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
    const found: Text[] = []
    const walk = (node: ts.Node): void => {
      const text = textOf(node)
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      if (text?.includes(' ')) found.push({ at: `${file}:${line}`, text })
      if (text === undefined || ts.isTemplateExpression(node)) ts.forEachChild(node, walk)
    }
    walk(source)
    return found
  })

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.templateSpans.reduce((text, { literal }) => `${text}…${literal.text}`, node.head.text)
}

/** A command and all below it. */
const withChildren = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withChildren),
]
const flagsOf = (command: Command): readonly string[] => [
  '--help',
  ...command.options.flatMap(({ long }) => long ?? []),
]
const flagsIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(/(?<![\w-])--[a-z][a-z-]*(?![\w…-])/g), ([flag]) => flag)

test('there are texts to look through, and flags and commands in them', () => {
  assert.ok(texts.length > 1000, String(texts.length))
  assert.ok(texts.some(({ text }) => flagsIn(text).includes('--variant')))
  assert.ok(texts.some(({ text }) => text.includes('`npx timelab ')))
})

test('every flag that a text names is a flag of some command', () => {
  const known = new Set([...withChildren(program).flatMap(flagsOf), '--version', ...OTHERS])
  const missing = texts.flatMap(({ at, text }) =>
    flagsIn(text)
      .filter((flag) => !known.has(flag))
      .map((flag) => `${at}: ${flag}`),
  )
  assert.deepEqual(missing, [])
})

test('every command that a text names between backticks is there, and has the flags that stand with it', () => {
  const missing = texts.flatMap(({ at, text }) =>
    Array.from(text.matchAll(/`(?:npx )?timelab ([^`]*)`/g)).flatMap(([whole, line = '']) => {
      let command = program
      for (const word of line.split(' ')) {
        const below = command.commands.find((each) => each.name() === word)
        if (!below) break
        command = below
      }
      if (command === program) return [`${at}: ${whole}`]
      const flags = flagsOf(command)
      return flagsIn(line)
        .filter((flag) => !flags.includes(flag))
        .map((flag) => `${at}: ${whole} has no ${flag}`)
    }),
  )
  assert.deepEqual(missing, [])
})

test('every function that a text names between backticks, called, is exported', () => {
  const missing = texts.flatMap(({ at, text }) =>
    Array.from(text.matchAll(/`(\w+)\([^`]*`/g))
      .filter(([, name = '']) => !(name in timelab) && !OTHERS.includes(name))
      .map(([whole]) => `${at}: ${whole}`),
  )
  assert.deepEqual(missing, [])
})

test('every npm script and every page of the documentation that a text names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const missing = texts.flatMap(({ at, text }) => {
    const runs = Array.from(text.matchAll(/npm run ([a-z:]+)/g)).filter(([, name = '']) => !(name in scripts))
    const pages = Array.from(text.matchAll(/\bdocs\/[a-z-]+\.md/g)).filter(
      ([page]) => !existsSync(join(root, page)),
    )
    return [...runs, ...pages].map(([whole]) => `${at}: ${whole}`)
  })
  assert.deepEqual(missing, [])
})
