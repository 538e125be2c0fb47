import sharp, { type OverlayOptions } from 'sharp'
import { encodePng, type Pixels } from './png.ts'
import { type TextStyle, textPath, wrapText } from './text.ts'

/** A labelled grid: one row a prompt, one column a seed, several groups of columns side by side. */
export interface PictureGrid {
  readonly title: string
  readonly subtitle?: string
  readonly groups: readonly { readonly heading: string; readonly columns: readonly string[] }[]
  readonly rows: readonly {
    readonly label: string
    /** A second, quieter line below the label. */
    readonly note?: string
    /** One list of pictures a group, one picture a column. */
    readonly pictures: readonly (readonly Pixels[])[]
  }[]
}

const MARGIN = 24
const LABEL_WIDTH = 190
const GROUP_GAP = 28
const GAP = 4
const HEADER = 108
const titleStyle: TextStyle = { size: 20, bold: true }
const subtitleStyle: TextStyle = { size: 13, colour: '#57606a' }
const headingStyle: TextStyle = { size: 15, bold: true, anchor: 'middle' }
const columnStyle: TextStyle = { size: 11, colour: '#57606a', anchor: 'middle' }
const labelStyle: TextStyle = { size: 14 }
const noteStyle: TextStyle = { size: 12, colour: '#57606a' }

/** Draws the grid as a PNG; pictures keep their shape and are scaled so that the whole stays readable. */
export async function pictureGrid(grid: PictureGrid): Promise<Buffer> {
  const columns = grid.groups.reduce((sum, group) => sum + group.columns.length, 0)
  const first = grid.rows.flatMap((row) => row.pictures.flat())[0]
  const width = Math.round(Math.min(256, Math.max(72, 2300 / Math.max(columns, 1))))
  const height = first ? Math.round((width * first.height) / first.width) : width
  const groupStarts: number[] = []
  let right = MARGIN + LABEL_WIDTH
  for (const group of grid.groups) {
    groupStarts.push(right)
    right += group.columns.length * (width + GAP) - GAP + GROUP_GAP
  }
  const total = {
    width: Math.max(right - GROUP_GAP + MARGIN, 560),
    height: HEADER + grid.rows.length * (height + GAP) - GAP + MARGIN,
  }

  const texts = [
    textPath(oneLine(grid.title, total.width - 2 * MARGIN, titleStyle), MARGIN, 38, titleStyle),
    textPath(
      oneLine(grid.subtitle ?? '', total.width - 2 * MARGIN, subtitleStyle),
      MARGIN,
      58,
      subtitleStyle,
    ),
  ]
  const tiles: Promise<OverlayOptions>[] = []
  grid.groups.forEach((group, index) => {
    const start = groupStarts[index] ?? 0
    const span = group.columns.length * (width + GAP) - GAP
    texts.push(textPath(oneLine(group.heading, span, headingStyle), start + span / 2, 84, headingStyle))
    group.columns.forEach((label, column) => {
      texts.push(textPath(label, start + column * (width + GAP) + width / 2, 101, columnStyle))
    })
  })
  grid.rows.forEach((row, index) => {
    const top = HEADER + index * (height + GAP)
    texts.push(rowLabel(row.label, row.note, top + height / 2))
    row.pictures.forEach((pictures, group) => {
      pictures.forEach((picture, column) => {
        const left = (groupStarts[group] ?? 0) + column * (width + GAP)
        tiles.push(tile(picture, width, height).then((input) => ({ input, left, top })))
      })
    })
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${total.width}" height="${total.height}">${texts.join('')}</svg>`
  return sharp({ create: { ...total, channels: 3, background: '#ffffff' } })
    .composite([...(await Promise.all(tiles)), { input: Buffer.from(svg), left: 0, top: 0 }])
    .png()
    .toBuffer()
}

async function tile(picture: Pixels, width: number, height: number): Promise<Buffer> {
  if (picture.width === width && picture.height === height) return encodePng(picture)
  const { pixels, ...size } = picture
  return sharp(pixels, { raw: { ...size, channels: 3 } })
    .resize(width, height, { kernel: 'lanczos3' })
    .png()
    .toBuffer()
}

function rowLabel(label: string, note: string | undefined, middle: number): string {
  const lines = wrapText(label, LABEL_WIDTH - 16, note ? 2 : 4, labelStyle).map((text) => ({
    text,
    style: labelStyle,
  }))
  const notes = note
    ? wrapText(note, LABEL_WIDTH - 16, 2, noteStyle).map((text) => ({ text, style: noteStyle }))
    : []
  const all = [...lines, ...notes]
  const lineHeight = 18
  const top = middle - (all.length * lineHeight) / 2
  return all
    .map(({ text, style }, k) => textPath(text, MARGIN, top + (k + 0.75) * lineHeight, style))
    .join('')
}

const oneLine = (text: string, width: number, style: TextStyle): string =>
  wrapText(text, width, 1, style)[0] ?? ''
