import { InputError } from '../errors.ts'
import type { RecordedJudge } from '../runs/ledger.ts'

/** What each judge is called where several stand side by side: its name and, where two share it, its digest's beginning. */
export function judgeLabels(judges: readonly RecordedJudge[]): ReadonlyMap<string, string> {
  const shared = (name: string) => judges.filter((judge) => judge.name === name).length > 1
  return new Map(
    judges.map(({ digest, name }) => [digest, shared(name) ? `${name} (${digest.slice(0, 8)})` : name]),
  )
}

/**
 * Finds a judge by its name, or by its digest or the beginning of it.
 * Throws an InputError that lists the run's judges where none or several fit.
 */
export function findJudge(judges: readonly RecordedJudge[], text: string): RecordedJudge {
  const fitting = judges.filter(
    ({ digest, name }) => name === text || (text.length >= 4 && digest.startsWith(text)),
  )
  const [found] = fitting
  if (found && fitting.length === 1) return found
  const list = judges.map(({ digest, name }) => `${name} (${digest.slice(0, 8)})`).join(', ')
  throw new InputError(
    found
      ? `"${text}" fits several judges of the run: give more of a digest; it has ${list}.`
      : `No judge "${text}" has seen the run's pictures: show it them with \`npx timelab rescore\`; those that have are ${list}.`,
  )
}
