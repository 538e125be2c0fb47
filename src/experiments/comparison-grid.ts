import { type PictureGrid, pictureGrid } from '../images/grid.ts'
import type { Pixels } from '../images/png.ts'
import type { ComparisonRow } from './edit-comparison.ts'

/** The labelled grid of a comparison: rows are prompts; before, after and the destination form side by side. */
export function comparisonGrid(
  rows: readonly ComparisonRow[],
  edit: { readonly source: string; readonly destination: string; readonly lambda: number },
): Promise<Buffer> {
  const seeds = (rows[0]?.before ?? []).map(({ seed }) => String(seed))
  const grid: PictureGrid = {
    title: `“${edit.source}” becomes “${edit.destination}”`,
    subtitle: `lambda ${edit.lambda}; columns are seeds`,
    groups: [
      { heading: 'before the edit', columns: seeds },
      { heading: 'after the edit', columns: seeds },
      { heading: 'said outright, before the edit', columns: seeds },
    ],
    rows: rows.map(({ prompt, destination, before, after, oracle }) => ({
      label: prompt,
      note: destination,
      pictures: [before, after, oracle],
    })),
  }
  return pictureGrid(grid)
}

/** The labelled grid of prompts by seeds; `pictures` holds every prompt's pictures in the order of the seeds. */
export function promptGrid(
  prompts: readonly string[],
  seeds: readonly number[],
  pictures: readonly Pixels[],
): Promise<Buffer> {
  return pictureGrid({
    title: 'Pictures',
    groups: [{ heading: 'seed', columns: seeds.map(String) }],
    rows: prompts.map((label, index) => ({
      label,
      pictures: [pictures.slice(index * seeds.length, (index + 1) * seeds.length)],
    })),
  })
}
