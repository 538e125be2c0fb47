import { inspect } from 'node:util'

/** So many characters of one value are read by nobody; a page that holds more grows slow. */
const LONGEST = 200_000

/** What a look at somebody's object gives; none where it throws, as a getter or a proxy's trap may. */
export function look<T>(at: () => T): T | undefined {
  try {
    return at()
  } catch {
    return undefined
  }
}

/** Whether a value is an error, also where it does not like to be asked. */
export const isError = (value: unknown): value is Error => look(() => value instanceof Error) === true

/** A value as text, cut where nobody would read on. Never throws: a value that cannot be looked at says so. */
export function textOfValue(value: unknown): string {
  try {
    return cut(inspect(value, { depth: 4 }))
  } catch (error) {
    const plain = look(() => cut(inspect(value, { depth: 1, customInspect: false })))
    return plain ?? `[${typeof value} that cannot be shown: ${reasonOf(error)}]`
  }
}

const reasonOf = (error: unknown): string =>
  look(() => String(isError(error) ? error.message : inspect(error, { customInspect: false }))) ?? 'it throws'

function cut(text: string): string {
  if (text.length <= LONGEST) return text
  return `${text.slice(0, LONGEST)}\n… ${(text.length - LONGEST).toLocaleString('en')} more characters`
}
