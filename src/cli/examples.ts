import type { Command } from 'commander'

/** Ends a command's help with calls of it that work as they stand. */
export function addExamples(command: Command, ...calls: readonly string[]): void {
  const lines = calls.map((call) => `  npx timelab ${call}`)
  command.addHelpText('after', `\n${calls.length > 1 ? 'Examples' : 'Example'}:\n${lines.join('\n')}`)
}
