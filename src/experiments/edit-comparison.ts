import type { PromptPair } from '../datasets/entry.ts'
import type { EmbeddingMap } from '../editing/embedding-map.ts'
import type { Judge } from '../evaluation/judge.ts'
import { judgeDestination, type Verdict } from '../evaluation/verdict.ts'
import type { Model } from '../models/model.ts'
import { type DrawOptions, draw, lazyDraws, type Picture } from '../sampling/draw.ts'

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

/** One prompt drawn one way with every seed. */
export interface DrawnGroup {
  /** The pictures, or the first of them where fewer were to be kept. */
  readonly pictures: readonly Picture[]
  /** Of all of them; absent where no judge was given. */
  readonly verdict?: Verdict
}

/** One prompt as several edits draw it, beside the unedited model. */
export interface SweepRow extends PromptPair {
  readonly before: DrawnGroup
  /** One per edit. */
  readonly after: readonly DrawnGroup[]
  readonly oracle: DrawnGroup
}

export interface ComparisonOptions extends DrawOptions {
  readonly seeds: readonly number[]
  readonly judge?: Judge
  /** Pictures of each group that are kept; all by default. Every one is judged. */
  readonly keep?: number
}

/** Pictures judged at once. */
const JUDGED = 64

/**
 * Draws every prompt before the edit, after it, and in its destination form, all with the same seeds,
 * in mixed batches, and has the pictures judged (paper, Figures 5 and 6; section 5.4 for the judge).
 */
export async function compareEdit(
  model: Model,
  edit: EmbeddingMap,
  prompts: readonly PromptPair[],
  options: ComparisonOptions,
): Promise<readonly ComparisonRow[]> {
  const rows = await compareEdits(model, [edit], prompts, options)
  return rows.map(({ before, after: [after], oracle, ...pair }) => {
    const drawn = {
      ...pair,
      before: before.pictures,
      after: after?.pictures ?? [],
      oracle: oracle.pictures,
    }
    return before.verdict && after?.verdict && oracle.verdict
      ? {
          ...drawn,
          verdicts: { before: before.verdict, after: after.verdict, oracle: oracle.verdict },
        }
      : drawn
  })
}

/** As `compareEdit`, with several edits side by side: what the unedited model draws is drawn once for all. */
export async function compareEdits(
  model: Model,
  edits: readonly EmbeddingMap[],
  prompts: readonly PromptPair[],
  { seeds, judge, keep = Number.POSITIVE_INFINITY, ...drawing }: ComparisonOptions,
): Promise<readonly SweepRow[]> {
  const groups = edits.length + 2
  const jobs = lazyDraws(prompts.length * groups * seeds.length, (index) => {
    const group = Math.floor(index / seeds.length)
    const [place, way] = [Math.floor(group / groups), group % groups]
    const { prompt = '', destination = '' } = prompts[place] ?? {}
    const edit = edits[way - 1]
    return {
      prompt: way === groups - 1 ? destination : prompt,
      seed: seeds[index % seeds.length] ?? 0,
      ...(edit ? { edit } : {}),
    }
  })
  const pictures = draw(model, jobs, drawing)
  const rows: SweepRow[] = []
  try {
    for (const pair of prompts) {
      const decide = judge && (await verdictBetween(judge, pair))
      const drawn: DrawnGroup[] = []
      for (let way = 0; way < groups; way++) {
        drawn.push(await takeGroup(pictures, seeds.length, keep, decide))
      }
      const [before, ...others] = drawn
      const oracle = others.pop()
      if (!before || !oracle) throw new Error('unreachable: a group before the edit, and one without it')
      rows.push({ ...pair, before, after: others, oracle })
    }
    return rows
  } finally {
    // A fault here ends the drawing as well.
    await pictures.return(undefined)
  }
}

type Decide = (pictures: readonly Picture[]) => Promise<Verdict>

async function verdictBetween(judge: Judge, { prompt, destination: form }: PromptPair): Promise<Decide> {
  const [source, destination] = await judge.embedTexts([prompt, form])
  if (!source || !destination) throw new Error('unreachable: one feature per text')
  return async (pictures) => judgeDestination(await judge.embedPictures(pictures), source, destination)
}

/** Takes the next `count` pictures, judged as they come, so that only those to keep are held. */
async function takeGroup(
  pictures: AsyncGenerator<Picture>,
  count: number,
  keep: number,
  decide: Decide | undefined,
): Promise<DrawnGroup> {
  const kept: Picture[] = []
  const verdicts: Verdict[] = []
  let waiting: Picture[] = []
  for (let taken = 1; taken <= count; taken++) {
    const { value } = await pictures.next()
    if (!value) throw new Error('unreachable: a picture per job')
    if (kept.length < keep) kept.push(value)
    if (!decide) continue
    waiting.push(value)
    if (waiting.length < JUDGED && taken < count) continue
    verdicts.push(await decide(waiting))
    waiting = []
  }
  return { pictures: kept, ...(decide ? { verdict: together(verdicts) } : {}) }
}

function together(verdicts: readonly Verdict[]): Verdict {
  const [pictures, ties, wins] = verdicts.reduce(
    ([all, even, won], { pictures: own, ties: tied, destination }) =>
      [all + own, even + tied, won + Math.round(destination * own)] as const,
    [0, 0, 0] as readonly [number, number, number],
  )
  return { destination: pictures === 0 ? 0 : wins / pictures, ties, pictures }
}
