import { z } from 'zod'
import { editSettingsSchema } from '../editing/settings-schema.ts'
import { samplerNames } from '../models/scheduler-config.ts'
import { largestSeed, listSeeds } from '../sampling/seeds.ts'

const sha = z.string().regex(/^[0-9a-f]{64}$/)
const prompt = z.string().min(1)
const pair = z.strictObject({ source: prompt, destination: prompt })
const seed = z.int().min(0).max(largestSeed)

const methodSchema = z.strictObject({ name: z.string().min(1), sha256: sha })

/** `EditSpec` as it comes back from a file or a queue. */
export const editSpecSchema = editSettingsSchema.extend({
  pairs: z.array(pair).min(1),
  preserve: z.array(prompt),
  method: methodSchema.exactOptional(),
})

/** An edit's effect likewise. */
export const effectSchema = z.strictObject({
  layers: z.int().min(0),
  matrices: z.int().min(0),
  parameters: z.int().min(0),
  size: z.number().min(0),
})

/** `Sampling` likewise. */
export const samplingSchema = z.strictObject({
  steps: z.int().positive(),
  guidance: z.number(),
  scheduler: z.enum(samplerNames),
  width: z.int().positive(),
  height: z.int().positive(),
  pixels: z.enum(['round', 'floor']),
})

/** Settings that decide what a run is and what it needs. */
export const settingsSchema = z.strictObject({
  experiment: z.string(),
  /** The model by its digest; its name is for people. */
  model: z.strictObject({ name: z.string(), digest: sha }),
  judge: z.strictObject({ name: z.string(), digest: sha }),
  dataset: z.strictObject({ name: z.string(), sha256: sha, normalise: z.boolean() }),
  /** Entries of the data set that take part, from the first on; null for all. */
  limit: z.int().positive().nullable(),
  /** A range, or a list where there are gaps. */
  seeds: z.union([
    z.strictObject({ first: seed, count: z.int().positive() }),
    z.strictObject({ list: z.array(seed).min(1).readonly() }),
  ]),
  sampling: samplingSchema,
  edit: editSettingsSchema,
  /** Pairs that every edit of the run has beside its entry's own. */
  also: z.array(pair).min(1).readonly().exactOptional(),
  /** Prompts that every edit of the run leaves as they are. */
  preserve: z.array(prompt).min(1).readonly().exactOptional(),
  /** The lambdas of a sweep where they are not the experiment's own. */
  lambdas: z.array(z.number().positive()).min(1).readonly().exactOptional(),
  /** The method of a user's own that edits; null for TIME. */
  method: methodSchema.nullable(),
  /** Captions drawn from each edited model for CLIP Score and FID, and their file. */
  captions: z.strictObject({ name: z.string(), sha256: sha, each: z.int().positive() }).nullable(),
  /** Statistics of the real pictures that FID is taken against. */
  reference: z.strictObject({ name: z.string(), sha256: sha }).nullable(),
  /** Whether the PNG files are kept: without them no other judge can see them. */
  keepPictures: z.boolean(),
  timelab: z.string(),
})

/** Plain data that makes a run again. */
export type RunSettings = z.infer<typeof settingsSchema>

/** The seeds of every prompt. */
export const seedsOf = ({ seeds }: RunSettings): readonly number[] => listSeeds(seeds)

/** A setting that two runs have different values of, as JSON; undefined where a run has none. */
export interface SettingsChange {
  /** Its path: `seeds.count`. */
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What differs between two runs' settings, names for people included. */
export function settingsChanges(first: RunSettings, second: RunSettings): readonly SettingsChange[] {
  const [before, after] = [leaves(first), leaves(second)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((change) => change.before !== change.after)
}

/**
 * What a folder's settings become by those asked for, a phrase each: `seeds.count 8, now 24`; names for people do not
 * count. `refused` are those of which nothing that was drawn and judged could be kept.
 */
export function settingsGrowth(
  kept: RunSettings,
  asked: RunSettings,
): { readonly refused: readonly string[]; readonly grown: readonly string[] } {
  const changes = settingsChanges(kept, asked).filter(({ name }) => !identityFree.has(name))
  const shown = (value: string | undefined) =>
    value?.replace(/^"([0-9a-f]{12})[0-9a-f]{52}"$/, '$1…') ?? 'none'
  const phrases = (some: typeof changes) =>
    some.map(({ name, before, after }) => `${name} ${shown(before)}, now ${shown(after)}`)
  const isFixed = ({ name }: SettingsChange) => /^(experiment|model|judge|sampling)\b/.test(name)
  return {
    refused: phrases(changes.filter(isFixed)),
    grown: phrases(changes.filter((change) => !isFixed(change))),
  }
}

/** Names for people: the digests beside them tell what is the same. */
const identityFree = new Set(['model.name', 'judge.name', 'dataset.name', 'captions.name', 'reference.name'])

function leaves(value: unknown, path = ''): Map<string, string> {
  if (value === null) return new Map()
  if (typeof value !== 'object' || Array.isArray(value)) return new Map([[path, JSON.stringify(value)]])
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...leaves(inner, path === '' ? name : `${path}.${name}`),
    ]),
  )
}
