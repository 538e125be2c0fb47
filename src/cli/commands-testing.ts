import type { Command } from 'commander'
import { createProgram } from './program.ts'

/** Every command that does something, by its whole name: `datasets check`. Parsed, it checks its flags and does nothing. */
export function idleProgram(): {
  readonly program: Command
  readonly commands: ReadonlyMap<string, Command>
} {
  const program = createProgram(new AbortController().signal)
  const commands = new Map(program.commands.flatMap((command) => leaves(command, command.name())))
  for (const command of commands.values()) {
    command.action(() => {})
    command.configureOutput({ writeErr: () => {} })
  }
  return { program, commands }
}

function leaves(command: Command, name: string): readonly (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[name, command]]
  return command.commands.flatMap((inner) => leaves(inner, `${name} ${inner.name()}`))
}

/** Splits a line as a shell does, quotes taken off. */
export const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )

/** Has a fresh program parse a call, `edit "A rose" "A blue rose"`, as words or as a line. Rejects where it refuses it. */
export async function parseCall(call: string | readonly string[]): Promise<void> {
  const words = typeof call === 'string' ? wordsOf(call) : call
  await idleProgram().program.parseAsync([...words], { from: 'user' })
}
