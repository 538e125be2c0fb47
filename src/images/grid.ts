import sharp from 'sharp'
import { layOut, type Page, type PictureGrid } from './grid-layout.ts'
import type { Pixels } from './png.ts'
import { textPath } from './text.ts'

export type { PictureGrid } from './grid-layout.ts'

/** Draws a labelled grid of pictures as a PNG. */
export async function pictureGrid(grid: PictureGrid): Promise<Buffer> {
  const page = layOut(grid)
  const tiles = await Promise.all(
    page.tiles.map(async ({ picture, left, top }) => ({
      ...(await scaled(picture, page.tile)),
      left,
      top,
    })),
  )
  return sharp({ create: { width: page.width, height: page.height, channels: 3, background: '#ffffff' } })
    .composite([...tiles, { input: Buffer.from(drawing(page)), left: 0, top: 0 }])
    .removeAlpha()
    .png({ adaptiveFiltering: true })
    .toBuffer()
}

/** Everything that is not a picture: the texts, and a hairline around pictures that are white to their edge. */
function drawing({ width, height, texts, tile, tiles }: Page): string {
  const lines = texts.map(({ text, x, y, style }) => textPath(text, x, y, style))
  const frames = tiles.map(({ left, top }) => {
    return `<rect x="${left - 0.5}" y="${top - 0.5}" width="${tile.width + 1}" height="${tile.height + 1}"/>`
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g fill="none" stroke="#d8dee4">${frames.join('')}</g>${lines.join('')}</svg>`
  )
}

/** The picture at the page's size, smoothly: as raw pixels, which cost no compression on the way. */
async function scaled(picture: Pixels, { width, height }: { width: number; height: number }) {
  const { pixels, ...size } = picture
  const input = await sharp(pixels, { raw: { ...size, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer()
  return { input, raw: { width, height, channels: 3 as const } }
}
