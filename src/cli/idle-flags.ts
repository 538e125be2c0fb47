import type { Command, Option } from 'commander'
import { InputError } from '../errors.ts'

/** What a command was called with. */
export interface Call {
  readonly args: readonly unknown[]
  /** Flags by their property names, defaults filled in. */
  readonly flags: Readonly<Record<string, unknown>>
  /** Whether the caller gave the flag, by its long name. */
  gave(flag: string): boolean
}

/** Flags that do nothing in some circumstance. */
export interface IdleRule {
  readonly flags: readonly string[]
  /** The circumstance and what to do, to follow "has no effect "; undefined where the flags have one. */
  readonly because: (call: Call) => string | undefined
}

/**
 * Has a command refuse, before it does anything, flags that would do nothing as it was called, and those that take
 * one value and are given two. Throws an Error where a rule names a flag that the command does not have.
 */
export function refuseIdleFlags(command: Command, rules: readonly IdleRule[] = []): void {
  for (const flag of rules.flatMap(({ flags }) => flags)) optionOf(command, flag)
  refuseRepeats(command)
  command.hook('preAction', (_, called) => {
    const call: Call = {
      args: called.processedArgs,
      flags: called.opts(),
      gave: (flag) => called.getOptionValueSource(optionOf(called, flag).attributeName()) === 'cli',
    }
    for (const { flags, because } of rules) {
      const idle = flags.find((flag) => call.gave(flag))
      const reason = idle === undefined ? undefined : because(call)
      if (reason !== undefined) throw new InputError(`${idle} has no effect ${reason}.`)
    }
  })
}

/** The rules of a flag that others depend on: `--x has no effect without --y: give that as well, or leave it out.` */
export const needs = (flags: readonly string[], other: string): IdleRule => ({
  flags,
  because: ({ gave }) => (gave(other) ? undefined : `without ${other}: give that as well, or leave it out`),
})

function optionOf(command: Command, flag: string): Option {
  const option = command.options.find(({ long }) => long === flag)
  if (!option) throw new Error(`${command.name()} has no flag ${flag}`)
  return option
}

function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (!option.required || option.variadic) continue
    let times = 0
    command.on(`option:${option.name()}`, () => {
      times += 1
      if (times > 1 && !isCollected(option)) {
        throw new InputError(`${option.long} is given ${times} times: give it once.`)
      }
    })
  }
}

const collected = new WeakSet<Option>()
const isCollected = (option: Option): boolean => collected.has(option)

/** Makes an option one that may be given several times, a value each: an array of them. */
export function repeatable(option: Option): Option {
  collected.add(option)
  return option.argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    value,
  ])
}
