import type { EditEntry, PromptPair } from '../datasets/entry.ts'
import type { EditSettings } from '../editing/settings.ts'
import { InputError } from '../errors.ts'
import type { RunSettings } from '../runs/settings.ts'
import type { EditSpec, Unit } from '../runs/unit.ts'

/** What a sample counts towards (paper, section 5.4): of the source, of the positives, of the negatives. */
export type Measure = 'efficacy' | 'generality' | 'specificity'

/** One row of a table: how its pictures are drawn. */
export interface Method {
  readonly name: string
  /** The edit that an entry's prompts are drawn with; none for the unedited model. */
  readonly edit?: (entry: EditEntry) => EditSpec
  /** Draws the destination forms instead of the source and the positives (the paper's oracle). */
  readonly oracle?: true
}

/** One picture as one method's share of a measure; methods and entries share the pictures that are the same. */
export interface Sample {
  readonly method: string
  readonly entry: EditEntry
  readonly measure: Measure
  /** Of the prompt among the entry's own of this measure, from 0. */
  readonly index: number
  /** The two texts that the judge decides between; a sample succeeds as the destination, for specificity as the prompt. */
  readonly pair: PromptPair
  readonly seed: number
  readonly unit: Unit
}

/** A caption drawn by a method's model of one entry, for CLIP Score and FID (paper, appendix C). */
export interface CaptionSample {
  readonly method: string
  readonly entry: EditEntry
  readonly caption: string
  readonly unit: Unit
}

export type MakeUnit = (prompt: string, seed: number, edit?: EditSpec | null) => Unit

/** The paper's two reference rows. */
export const baseline: Method = { name: 'baseline' }
export const oracle: Method = { name: 'oracle', oracle: true }

/**
 * An edit of some pairs as a run's settings have it, with the pairs that they add; of two pairs with one source the
 * run's own stays, since one edit cannot send a source to two destinations.
 */
export function editSpec(
  { edit, method, also = [], preserve = [] }: Pick<RunSettings, 'edit' | 'method' | 'also' | 'preserve'>,
  pairs: EditSpec['pairs'],
  other: Partial<EditSettings> = {},
): EditSpec {
  const own = new Set(pairs.map(({ source }) => source.toLowerCase()))
  const more = also.filter(({ source }) => !own.has(source.toLowerCase()))
  return { ...edit, ...other, pairs: [...pairs, ...more], preserve, ...(method ? { method } : {}) }
}

/** What tables call the method that edits. */
export const methodName = ({ method }: Pick<RunSettings, 'method'>): string => method?.name ?? 'TIME'

/** Samples that one run may have: ten times the paper's largest, and what fits the memory of a plan. */
const mostSamples = 2_000_000

/** Throws an InputError for a run that no memory would hold, before it is planned. */
function checkCount(entries: readonly EditEntry[], methods: number, seeds: number): void {
  const prompts = entries.reduce(
    (sum, { positives, negatives }) => sum + 1 + positives.length + negatives.length,
    0,
  )
  const count = prompts * methods * seeds
  if (count > mostSamples) {
    throw new InputError(
      `The run would have up to ${count.toLocaleString('en')} samples (${prompts} prompts, ${methods} methods, ${seeds} seeds): at most ${mostSamples.toLocaleString('en')} fit one run, so give fewer --seeds or a --limit.`,
    )
  }
}

/** Every sample of some measures, entry by entry, so that a run that is still going on can already be read. */
export function samplesOf(
  entries: readonly EditEntry[],
  methods: readonly Method[],
  measures: readonly Measure[],
  seeds: readonly number[],
  unit: MakeUnit,
): readonly Sample[] {
  checkCount(entries, methods.length, seeds.length)
  return entries.flatMap((entry) => {
    const prompts: Readonly<Record<Measure, readonly PromptPair[]>> = {
      efficacy: [{ prompt: entry.source, destination: entry.destination }],
      generality: entry.positives,
      specificity: entry.negatives,
    }
    return methods.flatMap(({ name, edit, oracle: stated }) => {
      const spec = edit?.(entry) ?? null
      return measures.flatMap((measure) =>
        prompts[measure].flatMap((pair, index) => {
          const drawn = stated && measure !== 'specificity' ? pair.destination : pair.prompt
          return seeds.map(
            (seed): Sample => ({
              method: name,
              entry,
              measure,
              index,
              pair,
              seed,
              unit: unit(drawn, seed, spec),
            }),
          )
        }),
      )
    })
  })
}

/**
 * Captions drawn by every method: each entry has `each` of its own, from the list's beginning on, as the paper
 * spreads MS-COCO's over its edits. A method without an edit draws the same captions.
 */
export function captionSamples(
  entries: readonly EditEntry[],
  methods: readonly Method[],
  captions: readonly string[],
  each: number,
  firstSeed: number,
  unit: MakeUnit,
): readonly CaptionSample[] {
  return entries.flatMap((entry, place) =>
    methods.flatMap(({ name, edit }) => {
      const spec = edit?.(entry) ?? null
      return captions.slice(place * each, (place + 1) * each).map(
        (caption, k): CaptionSample => ({
          method: name,
          entry,
          caption,
          // A seed of its own a caption, so that the set as a whole is varied.
          unit: unit(caption, firstSeed + place * each + k, spec),
        }),
      )
    }),
  )
}
