import { InputError } from '../errors.ts'
import type { Picture } from '../sampling/draw.ts'
import { type Displayable, displayable } from './displayable.ts'
import { type ComparedRow, comparedGrid } from './kinds/comparison.ts'
import { gridBundle, gridOf, gridText } from './kinds/pictures.ts'
import { listOf } from './list-of.ts'

export interface ShowOptions {
  readonly title?: string
  /** Whether small pictures grow to be seen well (default), or keep their own size. */
  readonly enlarge?: boolean
}

/**
 * Pictures as a labelled grid: a row a prompt, a column a seed. Throws an InputError where there are none.
 */
export function show(
  pictures: Picture | readonly Picture[],
  { title, ...size }: ShowOptions = {},
): Displayable {
  const list = listOf(pictures)
  if (list.length === 0) throw new InputError('There are no pictures to show: draw at least one.')
  const grid = { ...gridOf(list, title), ...size }
  return displayable(gridText(grid), () => gridBundle(grid))
}

/** Pictures of the same prompts and seeds before and after an edit, and of the prompts' destination forms. */
export interface Compared {
  readonly before: readonly Picture[]
  readonly after: readonly Picture[]
  readonly oracle?: readonly Picture[] | undefined
}

/**
 * Pictures before and after an edit side by side, beside what saying the destination outright gives.
 * Throws an InputError where the lists are not of the same prompts and seeds, in the same order.
 */
export function compare(compared: Compared, options?: ShowOptions): Displayable
export function compare(
  before: readonly Picture[],
  after: readonly Picture[],
  oracle?: readonly Picture[],
  options?: ShowOptions,
): Displayable
export function compare(
  first: Compared | readonly Picture[],
  second: readonly Picture[] | ShowOptions = {},
  third?: readonly Picture[],
  fourth: ShowOptions = {},
): Displayable {
  const lists = isPictures(first)
  const compared = lists ? { before: first, after: isPictures(second) ? second : [], oracle: third } : first
  const options = lists || isPictures(second) ? fourth : second
  const { title = 'Before and after the edit', ...size } = options
  const grid = { ...comparedGrid(rowsOf(compared), title), ...size }
  return displayable(gridText(grid), () => gridBundle(grid))
}

/** The pictures prompt by prompt. */
function rowsOf({ before, after, oracle }: Compared): readonly ComparedRow[] {
  if (before.length === 0)
    throw new InputError('There are no pictures to compare: draw some before the edit.')
  checkSame('after', before, after, true)
  if (oracle) checkSame('oracle', before, oracle, false)
  const indices = Map.groupBy(before.keys(), (k) => before[k]?.prompt ?? '')
  const seeds = [...indices.values()].map((own) => own.map((k) => before[k]?.seed).join(', '))
  const odd = seeds.findIndex((own) => own !== seeds[0])
  if (odd >= 0) {
    const prompt = [...indices.keys()][odd]
    throw new InputError(
      `“${prompt}” was drawn with the seeds ${seeds[odd]}, the first prompt with ${seeds[0]}: draw all prompts with the same seeds.`,
    )
  }
  return [...indices].map(([prompt, own]) => {
    const pick = (list: readonly Picture[]) => own.flatMap((k) => list[k] ?? [])
    const stated = oracle ? pick(oracle) : undefined
    const destination = stated?.[0]?.prompt
    return {
      prompt,
      before: pick(before),
      after: pick(after),
      ...(stated ? { oracle: stated } : {}),
      ...(destination !== undefined && destination !== prompt ? { destination } : {}),
    }
  })
}

/** Throws an InputError where the lists differ in length, in seeds or, if asked, in prompts. */
function checkSame(
  name: 'after' | 'oracle',
  before: readonly Picture[],
  list: readonly Picture[],
  prompts: boolean,
): void {
  if (list.length !== before.length) {
    throw new InputError(
      `There are ${before.length} pictures before the edit and ${list.length} in \`${name}\`: draw both with the same prompts and seeds.`,
    )
  }
  for (const [k, own] of before.entries()) {
    const other = list[k]
    if (other && other.seed === own.seed && (!prompts || other.prompt === own.prompt)) continue
    throw new InputError(
      `Picture ${k} is of “${own.prompt}”, seed ${own.seed}, before the edit and of “${other?.prompt}”, seed ${other?.seed}, in \`${name}\`: draw both with the same prompts and seeds, in the same order.`,
    )
  }
}

const isPictures = (value: unknown): value is readonly Picture[] => Array.isArray(value)
