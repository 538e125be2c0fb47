import { decodePng, type Pixels } from '../images/png.ts'
import { decodeWork } from './batch-message.ts'
import type { Outcome, Work } from './executor.ts'
import { editId } from './unit.ts'

/** What every picture and feature of a run is like, whoever made it. */
export interface Likeness {
  /** Of a picture, in pixels. */
  readonly width: number
  readonly height: number
  /** Numbers in a feature of the run's judge. */
  readonly features: number
}

/** What is taken of a result: what may be recorded, or why it may not. */
export type Taken = { readonly work: Work } | { readonly problem: string }

/** Features are of unit length, but for the rounding of some thousand 32-bit numbers. */
const LENGTH_ERROR = 1e-3

/**
 * Reads a result that somebody laid on a Redis, and keeps of it the pictures that are `missing` and the edits that are
 * `planned`, by identity. The pictures are decoded, the features looked through and the edits' identities made again.
 */
export async function takeWork(
  text: string,
  missing: ReadonlySet<string>,
  planned: { has(edit: string): boolean },
  likeness: Likeness,
): Promise<Taken> {
  let work: Work
  try {
    work = decodeWork(text)
  } catch {
    return { problem: 'it is not what a worker writes' }
  }
  const outcomes = [
    ...new Map(work.outcomes.filter(({ key }) => missing.has(key)).map((each) => [each.key, each])).values(),
  ]
  if (work.edits.some(({ id, spec }) => editId(spec) !== id)) {
    return { problem: 'it names an edit that is another' }
  }
  for (const outcome of outcomes) {
    const problem =
      featureProblem(outcome.feature, likeness.features) ?? (await pictureProblem(outcome, likeness))
    if (problem !== undefined) return { problem }
  }
  return { work: { ...work, outcomes, edits: work.edits.filter(({ id }) => planned.has(id)) } }
}

/** Why a feature is not one of the run's judge; undefined where it may be. */
export function featureProblem(feature: Float32Array, length: number): string | undefined {
  if (feature.length !== length) return `a feature has ${feature.length} numbers instead of ${length}`
  if (!feature.every(Number.isFinite)) return 'a feature holds what is not a number'
  return Math.abs(Math.hypot(...feature) - 1) < LENGTH_ERROR ? undefined : 'a feature is not of unit length'
}

/** Why a picture is not one of the run's; undefined where it may be. */
export async function pictureProblem(
  { png }: Pick<Outcome, 'png'>,
  { width, height }: Pick<Likeness, 'width' | 'height'>,
): Promise<string | undefined> {
  let found: Pixels
  try {
    found = await decodePng(png, width * height)
  } catch {
    return 'a picture is not a PNG file that can be read'
  }
  return found.width === width && found.height === height
    ? undefined
    : `a picture is ${found.width} x ${found.height} instead of ${width} x ${height}`
}
