import { z } from 'zod'
import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'

/** A line about what was mended or left out in a file, for whoever loads it. */
export type OnNotice = (line: string) => void

interface CheckOptions {
  readonly onNotice?: OnNotice | undefined
  /** Ends a refusal. */
  readonly remedy?: string
}

const FAMILY = 'timelab drives the Stable Diffusion 1.x and 2.x family and guesses nothing.'

/**
 * Checks a component's configuration against the values timelab supports, with diffusers' own defaults filled in.
 * Keys that start with `_` are bookkeeping. A key that nothing reads is told and ignored, as diffusers ignores it; a
 * value that is not supported is an InputError that names the file, the key, the value and what is supported:
 * nothing is guessed. Returns `settings`; keys that are `accepted` are checked and dropped.
 */
export function checkConfig<S extends z.ZodRawShape>(
  file: string,
  settings: S,
  accepted: z.ZodRawShape,
  raw: unknown,
  { onNotice = () => {}, remedy = FAMILY }: CheckOptions = {},
): z.infer<z.ZodObject<S>> {
  const given = givenValues(raw, file)
  const known = { ...accepted, ...settings }
  const result = z.object(known).safeParse(given)
  if (!result.success) {
    const faults = result.error.issues.map((issue) => describe(issue, given))
    throw new InputError(`${file}: ${faults.join('; ')}. ${remedy}`)
  }
  tellIgnored(
    file,
    Object.keys(given).filter((key) => !Object.hasOwn(known, key)),
    onNotice,
  )
  return z.object(settings).parse(given)
}

/**
 * What a configuration says itself, without bookkeeping and without the keys that `_use_default_values` lists: those
 * hold defaults of the class that saved the file, and diffusers takes them from the class that reads it.
 * Throws an InputError where `raw` is no object.
 */
export function givenValues(raw: unknown, file: string): Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new InputError(`${file} holds no JSON object; a component's configuration is one.`)
  }
  const defaults: unknown = '_use_default_values' in raw ? raw._use_default_values : []
  const dropped = new Set(Array.isArray(defaults) ? defaults : [])
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !key.startsWith('_') && !dropped.has(key)))
}

/** Says in one line which keys of a file nothing reads. */
export function tellIgnored(file: string, keys: readonly string[], onNotice: OnNotice): void {
  if (keys.length === 0) return
  const named = keys.slice(0, 12).map(quote)
  const more = keys.length > named.length ? ` and ${keys.length - named.length} more` : ''
  onNotice(
    `Note: ${file}: ${named.join(', ')}${more} ${keys.length === 1 ? 'is' : 'are'} not read here, nor by diffusers.`,
  )
}

/**
 * Keys that newer diffusers writes for other families, each accepted at its neutral value alone
 * and filled in where the file is older than the key.
 */
export function neutral<const K extends string>(
  values: Readonly<Record<K, string | number | boolean | null>>,
): Record<K, z.ZodDefault<z.ZodLiteral<string | number | boolean | null>>> {
  const schemas = Object.entries(values).map(([key, value]) => {
    const literal = z.literal(value as string | number | boolean | null)
    return [key, literal.default(value as string | number | boolean | null)]
  })
  return Object.fromEntries(schemas)
}

/** A setting that may also be a list of one entry a block, all of them equal. */
export function oneForAll<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => {
    const [first, ...more] = Array.isArray(value) ? value : []
    return first !== undefined && more.every((each) => each === first) ? first : value
  }, schema)
}

/** A yes or no, where null is no, as in Python. */
export function flag(whereMissing: boolean) {
  return z.preprocess((value) => (value === null ? false : value), z.boolean().default(whereMissing))
}

/** A count of channels, layers or tokens: a whole number of at least one. */
export const count = z.int().positive()

/** A setting of training that inference does not read: any value will do. */
export const ignored = z.unknown().optional()

function describe(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  const [key] = issue.path
  const supported =
    issue.code === 'invalid_value' ? `supported: ${issue.values.map(quote).join(', ')}` : issue.message
  if (key === undefined) return supported
  if (!(key in given)) return `the key "${String(key)}" is missing; ${supported}`
  return `"${String(key)}" is ${quote(given[String(key)])}; ${supported}`
}
