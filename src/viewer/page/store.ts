import type { PageMethod, RunPage, SampleShard } from '../page-data.ts'

/** A run's samples as typed columns, with what leads from a sample to its fellows. Index by index, in the plan's order. */
export interface Store {
  readonly size: number
  readonly method: Uint16Array
  readonly prompt: Uint32Array
  readonly seed: Float64Array
  readonly success: Uint8Array
  /** Cosine to the destination's text minus cosine to the prompt's. */
  readonly margin: Float32Array
  readonly intact: Uint8Array
  readonly picture: readonly string[]
  /** The second run of a comparison. */
  readonly second?: {
    readonly success: Uint8Array
    readonly margin: Float32Array
    readonly picture: readonly string[]
  }
  /** The largest margin, either way. */
  readonly widest: number
  /** The seeds, rising. */
  readonly seeds: readonly number[]
  /** The sample of a method, prompt and seed; undefined where there is none yet. */
  find(method: number, prompt: number, seed: number): number | undefined
}

/** Puts shards together. A shard that is not there yet may be left out. */
export function createStore(run: RunPage, shards: readonly SampleShard[]): Store {
  const size = shards.reduce((sum, shard) => sum + shard.method.length, 0)
  const columns = {
    method: new Uint16Array(size),
    prompt: new Uint32Array(size),
    seed: new Float64Array(size),
    success: new Uint8Array(size),
    margin: new Float32Array(size),
    intact: new Uint8Array(size),
  }
  const second =
    shards.length > 0 && shards.every((shard) => shard.second)
      ? { success: new Uint8Array(size), margin: new Float32Array(size), picture: [] as string[] }
      : undefined
  const picture: string[] = []
  let offset = 0
  for (const shard of shards) {
    columns.method.set(shard.method, offset)
    columns.prompt.set(shard.prompt, offset)
    columns.seed.set(shard.seed, offset)
    columns.success.set(shard.success, offset)
    columns.margin.set(shard.margin, offset)
    columns.intact.set(shard.intact, offset)
    for (const file of shard.picture) picture.push(file)
    if (second && shard.second) {
      second.success.set(shard.second.success, offset)
      second.margin.set(shard.second.margin, offset)
      for (const file of shard.second.picture) second.picture.push(file)
    }
    offset += shard.method.length
  }
  const seeds = [...new Set(columns.seed)].sort((a, b) => a - b)
  const seedIndex = new Map(seeds.map((seed, index) => [seed, index]))
  // A plan is a full product of methods, prompts and seeds, so the table of places is nearly full.
  const places = new Int32Array(run.methods.length * run.prompts.length * seeds.length)
  const place = (method: number, prompt: number, seed: number): number =>
    (method * run.prompts.length + prompt) * seeds.length + (seedIndex.get(seed) ?? Number.NaN)
  for (let i = 0; i < size; i++) {
    places[place(columns.method[i]!, columns.prompt[i]!, columns.seed[i]!)] = i + 1
  }
  return {
    size,
    ...columns,
    picture,
    ...(second ? { second } : {}),
    widest: columns.margin.reduce((most, margin) => Math.max(most, Math.abs(margin)), 0),
    seeds,
    find: (method, prompt, seed) => {
      const found = prompt < run.prompts.length ? (places[place(method, prompt, seed)] ?? 0) : 0
      return found === 0 ? undefined : found - 1
    },
  }
}

/** The samples that stand beside each other in a row; undefined where there is none. */
export interface Trio {
  readonly before: number | undefined
  readonly after: number | undefined
  readonly oracle: number | undefined
}

/**
 * A sample's before, after and oracle: the same prompt and seed by methods of those roles. Beside a picture of the unedited
 * model or the oracle stands the first edit's.
 */
export function trioOf(run: RunPage, store: Store, sample: number): Trio {
  const own = store.method[sample]!
  const [prompt, seed] = [store.prompt[sample]!, store.seed[sample]!]
  const by = (role: PageMethod['role']): number | undefined => {
    if (run.methods[own]?.role === role) return sample
    const method = run.methods.findIndex((other) => other.role === role)
    return method < 0 ? undefined : store.find(method, prompt, seed)
  }
  return { before: by('before'), after: by('after'), oracle: by('oracle') }
}

/** A sample's name in an address: it stays the same while a run goes on. */
export const nameSample = ({ method, prompt, seed }: Store, sample: number): string =>
  `${method[sample]}.${prompt[sample]}.${seed[sample]}`

/** The sample of a name; undefined where there is none. */
export function findSample(store: Store, name: string): number | undefined {
  const [method, prompt, seed, ...more] = name.split('.').map(Number)
  const known = method !== undefined && prompt !== undefined && seed !== undefined && more.length === 0
  return known ? store.find(method, prompt, seed) : undefined
}
