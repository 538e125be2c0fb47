import { type PictureGrid, pictureGrid } from '../images/grid.ts'
import { mostBands, mostColumns } from '../images/grid-layout.ts'
import type { Pixels } from '../images/png.ts'
import type { ComparisonRow, SweepRow } from './edit-comparison.ts'

/** What a grid's title says of an edit. */
interface TitledEdit {
  readonly source: string
  readonly destination: string
}

/** The labelled grid of a comparison: rows are prompts; before, after and the destination form side by side. */
export function comparisonGrid(
  rows: readonly ComparisonRow[],
  edit: TitledEdit & { readonly lambda: number },
): Promise<Buffer> {
  const group = (pictures: ComparisonRow['before']) => ({ pictures })
  const sweep = rows.map(({ before, after, oracle, ...row }) => ({
    ...row,
    before: group(before),
    after: [group(after)],
    oracle: group(oracle),
  }))
  return sweepGrid(sweep, edit, [edit.lambda])
}

/** As `comparisonGrid`, with a group of pictures for each lambda. */
export function sweepGrid(
  rows: readonly SweepRow[],
  edit: TitledEdit,
  lambdas: readonly number[],
): Promise<Buffer> {
  const seeds = (rows[0]?.before.pictures ?? []).map(({ seed }) => String(seed))
  const [only, ...more] = lambdas
  const grid: PictureGrid = {
    title: `“${edit.source}” becomes “${edit.destination}”`,
    subtitle: more.length === 0 ? `lambda ${only}; columns are seeds` : 'columns are seeds',
    groups: [
      { heading: 'before the edit', columns: seeds },
      ...lambdas.map((lambda) => ({
        heading: more.length === 0 ? 'after the edit' : `lambda ${lambda}`,
        columns: seeds,
      })),
      { heading: 'said outright, before the edit', columns: seeds },
    ],
    rows: rows.map(({ prompt, destination, before, after, oracle }) => ({
      label: prompt,
      note: destination,
      pictures: [before, ...after, oracle].map(({ pictures }) => pictures),
    })),
  }
  return pictureGrid(grid)
}

/** Pictures of all prompts drawn one way: of the first prompt with every seed, then of the second. */
export interface Variant {
  readonly heading: string
  readonly pictures: readonly Pixels[]
}

/** The labelled grid of prompts by seeds; `pictures` holds every prompt's pictures in the order of the seeds. */
export function promptGrid(
  prompts: readonly string[],
  seeds: readonly number[],
  pictures: readonly Pixels[],
): Promise<Buffer> {
  return variantGrid(prompts, seeds, [{ heading: 'seed', pictures }])
}

/** As `promptGrid`, with a group of pictures for each way of drawing them. */
export function variantGrid(
  prompts: readonly string[],
  seeds: readonly number[],
  variants: readonly Variant[],
): Promise<Buffer> {
  return pictureGrid({
    title: 'Pictures',
    groups: variants.map(({ heading }) => ({ heading, columns: seeds.map(String) })),
    rows: prompts.map((label, index) => ({
      label,
      pictures: variants.map(({ pictures }) =>
        pictures.slice(index * seeds.length, (index + 1) * seeds.length),
      ),
    })),
  })
}

/** How much of a request one grid shows: the first prompts and the first seeds. */
export interface GridShare {
  readonly prompts: number
  readonly seeds: number
  /** Says what is left out; undefined where nothing is. */
  readonly note: string | undefined
}

/** What fits a grid of so many prompts, seeds and ways of drawing them. */
export function gridShare(prompts: number, seeds: number, groups: number): GridShare {
  const shown = {
    prompts: Math.min(prompts, Math.max(1, Math.floor(mostBands / groups))),
    seeds: Math.min(seeds, mostColumns),
  }
  const part = (what: 'prompts' | 'seeds', all: number) =>
    shown[what] < all ? [`the first ${shown[what]} of ${all.toLocaleString('en')} ${what}`] : []
  const parts = [...part('prompts', prompts), ...part('seeds', seeds)]
  return { ...shown, note: parts.length > 0 ? `The grid shows ${parts.join(' and ')}.` : undefined }
}
