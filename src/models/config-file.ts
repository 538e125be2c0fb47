import { z } from 'zod'
import { InputError } from '../errors.ts'

/**
 * Checks a component's configuration against the values timelab supports, with diffusers' own defaults filled in.
 * Keys that start with `_` are bookkeeping and ignored, but for `_class_name`; an unknown key, or a value that is not supported,
 * is an InputError that names the file, the key, the value and what is supported: nothing is guessed.
 * Returns `settings`; keys that are `accepted` are checked and dropped.
 */
export function checkConfig<S extends z.ZodRawShape>(
  file: string,
  settings: S,
  accepted: z.ZodRawShape,
  raw: unknown,
): z.infer<z.ZodObject<S>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new InputError(`${file} holds no JSON object; a component's configuration is one.`)
  }
  const given = Object.fromEntries(
    Object.entries(raw).filter(([key]) => key === '_class_name' || !key.startsWith('_')),
  )
  const result = z.strictObject({ ...accepted, ...settings }).safeParse(given)
  if (result.success) return z.object(settings).parse(given)
  const faults = result.error.issues.map((issue) => describe(issue, given))
  throw new InputError(
    `${file}: ${faults.join('; ')}. timelab drives the Stable Diffusion 1.x and 2.x family and guesses nothing.`,
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

/** A count of channels, layers or tokens: a whole number of at least one. */
export const count = z.int().positive()

/** A setting of training that inference does not read: any value will do. */
export const ignored = z.unknown().optional()

function describe(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `unknown key "${key}" (value ${show(given[key])})`).join('; ')
  }
  const [key] = issue.path
  const supported =
    issue.code === 'invalid_value' ? `supported: ${issue.values.map(show).join(', ')}` : issue.message
  if (key === undefined) return supported
  if (!(key in given)) return `the key "${String(key)}" is missing; ${supported}`
  return `"${String(key)}" is ${show(given[String(key)])}; ${supported}`
}

function show(value: unknown): string {
  return typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : JSON.stringify(value)
}
