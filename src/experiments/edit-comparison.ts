import type { PromptPair } from '../datasets/entry.ts'
import type { EmbeddingMap } from '../editing/embedding-map.ts'
import type { Judge } from '../evaluation/judge.ts'
import { judgeDestination, type Verdict } from '../evaluation/verdict.ts'
import type { Model } from '../models/model.ts'
import { type Draw, type DrawOptions, draw, type Picture } from '../sampling/draw.ts'

/** One prompt drawn three ways with the same seeds, and what the judge says of each. */
export interface ComparisonRow extends PromptPair {
  /** The prompt on the unedited model (the paper's baseline). */
  readonly before: readonly Picture[]
  /** The prompt on the edited model. */
  readonly after: readonly Picture[]
  /** The destination form on the unedited model (the paper's oracle, for a prompt that should follow). */
  readonly oracle: readonly Picture[]
  /** Fractions of the seeds that the judge sees as the destination; absent where no judge was given. */
  readonly verdicts?: { readonly before: Verdict; readonly after: Verdict; readonly oracle: Verdict }
}

/**
 * Draws every prompt before the edit, after it, and in its destination form, all with the same seeds,
 * in mixed batches, and has the pictures judged (paper, Figures 5 and 6; section 5.4 for the judge).
 */
export async function compareEdit(
  model: Model,
  edit: EmbeddingMap,
  prompts: readonly PromptPair[],
  options: DrawOptions & { readonly seeds: readonly number[]; readonly judge?: Judge },
): Promise<readonly ComparisonRow[]> {
  const { seeds, judge, ...drawing } = options
  const jobs: Draw[] = prompts.flatMap(({ prompt, destination }) => [
    ...seeds.map((seed) => ({ prompt, seed })),
    ...seeds.map((seed) => ({ prompt, seed, edit })),
    ...seeds.map((seed) => ({ prompt: destination, seed })),
  ])
  const pictures = await Array.fromAsync(draw(model, jobs, drawing))
  const rows: ComparisonRow[] = []
  for (const [index, pair] of prompts.entries()) {
    const first = index * 3 * seeds.length
    const group = (k: number) => pictures.slice(first + k * seeds.length, first + (k + 1) * seeds.length)
    const drawn = { ...pair, before: group(0), after: group(1), oracle: group(2) }
    rows.push(judge ? { ...drawn, verdicts: await judgeRow(judge, drawn) } : drawn)
  }
  return rows
}

async function judgeRow(judge: Judge, row: ComparisonRow): Promise<NonNullable<ComparisonRow['verdicts']>> {
  const [source, destination] = await judge.embedTexts([row.prompt, row.destination])
  if (!source || !destination) throw new Error('unreachable: one feature a text')
  const verdict = async (pictures: readonly Picture[]) =>
    judgeDestination(await judge.embedPictures(pictures), source, destination)
  return {
    before: await verdict(row.before),
    after: await verdict(row.after),
    oracle: await verdict(row.oracle),
  }
}
