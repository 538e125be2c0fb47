import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Command, Help } from 'commander'
import { idleProgram, parseCall } from './commands-testing.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { program, commands } = idleProgram()

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  return text
}

for (const [name, command] of commands) {
  test(`the help of ${name} says every default and ends with examples that are taken`, async () => {
    const help = new Help()
    for (const option of command.options) {
      if (!option.required || option.mandatory) continue
      assert.match(help.optionDescription(option), /default: /, `${name} ${option.long}`)
    }
    const [, examples = ''] = helpOf(command).split(/\nExamples?:\n/)
    const calls = examples.trim().split('\n')
    for (const call of calls) {
      assert.ok(call.trim().startsWith(`npx timelab ${name}`), `${name}: "${call}"`)
      await parseCall(call.trim().slice('npx timelab '.length))
    }
  })
}

test('the help of the program and of its groups ends with examples', async () => {
  for (const command of [program, ...program.commands.filter((each) => each.commands.length > 0)]) {
    const [, examples] = helpOf(command).split(/\nExamples:\n/)
    assert.ok(examples, command.name())
    for (const call of examples.trim().split('\n')) await parseCall(call.trim().slice('npx timelab '.length))
  }
})

/** Commands in the indented blocks of a page, lines that go on joined and comments taken off. */
function callsOf(page: string): readonly string[] {
  return page
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => /^ {4}(?:.*&& )?npx timelab (.*)$/.exec(line)?.[1] ?? [])
    .map((call) => call.replace(/\s+#\s.*$/, ''))
}

test('every command of README and docs is taken as it is written', async () => {
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((file) => join('docs', file))]
  const calls = pages
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => callsOf(readFileSync(join(root, file), 'utf8')).map((call) => [file, call] as const))
  assert.ok(calls.length > 20)
  for (const [file, call] of calls) {
    await assert.doesNotReject(parseCall(call), `${file}: ${call}`)
  }
})
