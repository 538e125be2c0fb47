import type { EditEntry } from '../datasets/entry.ts'
import { namesSource } from '../datasets/naming.ts'
import { InputError } from '../errors.ts'
import { createNaming, isIntact } from '../evaluation/intactness.ts'
import { dot } from '../evaluation/verdict.ts'
import type { Ledger } from '../runs/ledger.ts'
import { editId } from '../runs/unit.ts'
import type { Plan } from './experiment.ts'
import type { Sample } from './samples.ts'

/** What a judge says of one sample. */
export interface Score {
  readonly sample: Sample
  /** Judged as it should be: as the destination, for specificity as the prompt itself. A tie is no success. */
  readonly success: boolean
  readonly tie: boolean
  /** Cosine to the destination's text minus cosine to the prompt's. */
  readonly margin: number
  /** Still named as its own noun among all nouns of the data set. */
  readonly intact: boolean
  /** Whether the prompt names the edit's source ("A kitten" does not name "A cat"). */
  readonly named: boolean
  /** Digest of the picture's file. */
  readonly png: string
  /** The judge's feature of the picture, of unit length: two pictures of the same pixels have the same. */
  readonly feature: Float32Array
}

/** Every text whose feature the tables of a plan need. */
export function textsOf({ samples, captions }: Plan, entries: readonly EditEntry[]): readonly string[] {
  const naming = createNaming(entries)
  const prompts = distinctPrompts(samples)
  return [
    ...new Set([
      ...prompts.flatMap(({ pair }) => [pair.prompt, pair.destination]),
      ...prompts.flatMap(({ entry, pair, measure }) => {
        const { own, others } = naming(entry, pair, measure === 'specificity')
        return [...own, ...others]
      }),
      ...captions.map(({ caption }) => caption),
    ]),
  ]
}

/** Scores that were made before, of the same plan, ledger and judge: what is recorded never changes. */
export type KnownScores = Map<Sample, Score>

/**
 * Scores the samples that the ledger has features for, in the plan's order, as one judge sees them; those `known` are taken
 * from there, and new ones put there.
 */
export function scoreSamples(
  { samples }: Plan,
  entries: readonly EditEntry[],
  ledger: Ledger,
  judge: string,
  known: KnownScores = new Map(),
): readonly Score[] {
  const features = ledger.features(judge)
  const texts = ledger.texts(judge)
  const pngs = new Map(ledger.pictures().map(({ key, png }) => [key, png]))
  const textOf = (text: string): Float32Array => {
    const found = texts.get(text)
    if (!found) {
      throw new InputError(
        `The ledger lacks what the judge ${judge.slice(0, 8)} made of the text ${JSON.stringify(text)}: run the same \`npx timelab reproduce\` (or \`npx timelab rescore\`) again, which makes it again.`,
      )
    }
    return found
  }
  const naming = createNaming(entries)
  const questions = new Map<string, ReturnType<typeof question>>()
  const question = ({ entry, pair, measure }: Sample) => {
    const { own, others } = naming(entry, pair, measure === 'specificity')
    return {
      prompt: textOf(pair.prompt),
      destination: textOf(pair.destination),
      own: own.map(textOf),
      others: others.map(textOf),
      named: namesSource(pair.prompt, entry.source),
    }
  }
  return samples.flatMap((sample) => {
    const before = known.get(sample)
    if (before) return before
    const picture = features.get(sample.unit.key)
    const png = pngs.get(sample.unit.key)
    if (!picture || png === undefined) return []
    const id = questionOf(sample)
    const asked = questions.get(id) ?? question(sample)
    questions.set(id, asked)
    if (picture.length !== asked.prompt.length) {
      throw new InputError(
        `The ledger has features of ${picture.length} numbers for pictures and of ${asked.prompt.length} for texts by the judge ${judge.slice(0, 8)}: make the run again in another folder.`,
      )
    }
    const margin = dot(picture, asked.destination) - dot(picture, asked.prompt)
    const score: Score = {
      sample,
      success: sample.measure === 'specificity' ? margin < 0 : margin > 0,
      tie: margin === 0,
      margin,
      intact: isIntact(picture, asked.own, asked.others),
      named: asked.named,
      png,
      feature: picture,
    }
    known.set(sample, score)
    return score
  })
}

/** The scores of edited pictures by their edit's identity, in their order. */
export function scoresByEdit(scores: readonly Score[]): ReadonlyMap<string, readonly Score[]> {
  const edited = scores.flatMap((score) => {
    const { edit } = score.sample.unit
    return edit ? [{ id: editId(edit), score }] : []
  })
  const groups = Map.groupBy(edited, ({ id }) => id)
  return new Map([...groups].map(([id, own]) => [id, own.map(({ score }) => score)]))
}

/** What a sample asks: the same for all methods and seeds. */
export const questionOf = ({ entry, measure, index }: Sample): string => `${entry.row} ${measure} ${index}`

/** One sample of each question, in the plan's order. */
export function distinctPrompts(samples: readonly Sample[]): readonly Sample[] {
  return [...new Map(samples.map((sample) => [questionOf(sample), sample])).values()]
}
