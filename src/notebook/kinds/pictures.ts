import type { PictureGrid } from '../../images/grid.ts'
import type { Pixels } from '../../images/png.ts'
import type { MimeBundle } from '../host.ts'
import { isRecord, type Kind, pictureBundle } from '../kind.ts'

/** A picture that may know what it was drawn from. */
type Shown = Pixels & { readonly prompt?: string; readonly seed?: number }

export const isPixels = (value: unknown): value is Shown =>
  isRecord(value) &&
  value.pixels instanceof Uint8Array &&
  typeof value.width === 'number' &&
  typeof value.height === 'number' &&
  value.pixels.length === 3 * value.width * value.height

/** One picture, at a size at which a small one can be seen. */
export const picture: Kind<Shown> = {
  fits: isPixels,
  async bundle(value) {
    const { default: sharp } = await import('sharp')
    const { pixels, width, height } = value
    const factor = Math.max(1, Math.floor(192 / width))
    const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize(width * factor, height * factor, { kernel: 'lanczos3' })
      .png()
      .toBuffer()
    return pictureBundle(png, describe(value))
  },
}

/** Several pictures: a row a prompt and a column a seed where they have them, in rows as they come otherwise. */
export const pictures: Kind<readonly Shown[]> = {
  fits: (value): value is readonly Shown[] =>
    Array.isArray(value) && value.length > 0 && value.every(isPixels),
  bundle: (value) => gridBundle(gridOf(value)),
}

/** The grid of a list of pictures. */
export function gridOf(list: readonly Shown[], title = 'Pictures'): PictureGrid {
  const byPrompt = [...Map.groupBy(list, ({ prompt }) => prompt)]
  const seeds = (byPrompt[0]?.[1] ?? []).map(({ seed }) => seed)
  const even = byPrompt.every(
    ([prompt, own]) =>
      prompt !== undefined && own.length === seeds.length && own.every(({ seed }, k) => seed === seeds[k]),
  )
  if (even) {
    return {
      title,
      groups: [{ heading: 'seed', columns: seeds.map(String) }],
      rows: byPrompt.map(([label = '', own]) => ({ label, pictures: [own] })),
    }
  }
  const across = Math.min(8, list.length)
  const columns = Array.from({ length: across }, () => '')
  const rows = Array.from({ length: Math.ceil(list.length / across) }, (_, k) => ({
    label: `from ${k * across}`,
    pictures: [list.slice(k * across, (k + 1) * across)],
  }))
  return { title, groups: [{ heading: '', columns }], rows }
}

/** A labelled grid as a PNG, and its labels as text. */
export async function gridBundle(grid: PictureGrid): Promise<MimeBundle> {
  const { pictureGrid } = await import('../../images/grid.ts')
  return pictureBundle(await pictureGrid(grid), gridText(grid))
}

/** What a grid shows, in words: its title, and a line a row. */
export function gridText({ title, subtitle, groups, rows }: PictureGrid): string {
  const across = groups
    .map(({ heading, columns }) => [heading, columns.join(', ')].filter((part) => part !== '').join(' '))
    .filter((part) => part !== '')
    .join(' | ')
  return [
    [title, subtitle].filter((part) => part).join(', '),
    ...(across ? [`columns: ${across}`] : []),
    ...rows.map(({ label, note }) => (note ? `${label} (${note})` : label)),
  ].join('\n')
}

const describe = ({ prompt, seed, width, height }: Shown): string =>
  prompt === undefined ? `Picture, ${width} x ${height}` : `“${prompt}”, seed ${seed}, ${width} x ${height}`
