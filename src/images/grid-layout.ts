import { InputError } from '../errors.ts'
import type { Pixels } from './png.ts'
import { type TextStyle, textWidth, wrapText } from './text.ts'

/** A labelled grid: a row a prompt, a column a seed, and one group of pictures for each way of drawing them. */
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
  /** Groups `beside` each other, or `stacked` below each other within every row; by default what the page has room for. */
  readonly layout?: 'beside' | 'stacked'
  /** Whether small pictures grow to be seen well (default), or keep their own size. */
  readonly enlarge?: boolean
}

/** One line of text, its baseline at `y`. */
export interface PlacedText {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly style: TextStyle
}

/** Where everything goes, in pixels of the page. */
export interface Page {
  readonly width: number
  readonly height: number
  readonly texts: readonly PlacedText[]
  /** The extent of every picture on the page. */
  readonly tile: { readonly width: number; readonly height: number }
  readonly tiles: readonly { readonly picture: Pixels; readonly left: number; readonly top: number }[]
}

/** One line of pictures across the page, and what stands to its left. */
interface Band {
  readonly lines: readonly { readonly text: string; readonly style: TextStyle }[]
  readonly pictures: readonly (readonly Pixels[])[]
  /** Space above it. */
  readonly gap: number
}

const MARGIN = 28
const GAP = 6
const GROUP_GAP = 30
const LINE = 19
const LABEL_LIMIT = 230
/** Sides of the page: what reads well on a screen, and what viewers still open. */
const COMFORTABLE = 2000
const LARGEST = 4000
const quiet = '#57606a'
const titleStyle: TextStyle = { size: 22, bold: true }
const subtitleStyle: TextStyle = { size: 14, colour: quiet }
const headingStyle: TextStyle = { size: 15, bold: true, anchor: 'middle' }
const columnStyle: TextStyle = { size: 12, colour: quiet, anchor: 'middle' }
const labelStyle: TextStyle = { size: 15 }
const noteStyle: TextStyle = { size: 13, colour: quiet }
const groupStyle: TextStyle = { size: 13, bold: true, colour: quiet }

/** What one page holds: more would be too small to see, and too large for viewers to open. */
export const mostColumns = 100
export const mostBands = 200

/**
 * Places the grid's pictures and texts. Small pictures grow by a whole factor, large ones shrink to what fits.
 * Throws an InputError above `mostColumns` and `mostBands`.
 */
export function layOut(grid: PictureGrid): Page {
  const total = grid.groups.reduce((sum, group) => sum + group.columns.length, 0)
  const stacked = (grid.layout ?? (total * 100 > COMFORTABLE ? 'stacked' : 'beside')) === 'stacked'
  const groups = stacked ? [{ heading: '', columns: grid.groups[0]?.columns ?? [] }] : grid.groups
  const bands = stacked ? stackedBands(grid) : besideBands(grid)
  const columns = Math.max(
    1,
    groups.reduce((sum, group) => sum + group.columns.length, 0),
  )

  if (columns > mostColumns || bands.length > mostBands) {
    throw new InputError(
      `A grid of ${columns.toLocaleString('en')} columns and ${bands.length.toLocaleString('en')} lines of pictures fits no page: show at most ${mostColumns} columns and ${mostBands} lines.`,
    )
  }

  const labels = bands.flatMap((band) => band.lines.map(({ text, style }) => textWidth(text, style)))
  const left = MARGIN + Math.ceil(Math.max(0, ...labels)) + 16
  const top = MARGIN + 30 + (grid.subtitle ? 22 : 0) + (stacked ? 0 : 24) + 24
  const taken = left + MARGIN + (groups.length - 1) * GROUP_GAP
  const tile = tileExtent(
    grid.rows[0]?.pictures.flat()[0],
    {
      width: (LARGEST - taken) / columns - GAP,
      height: (LARGEST - top - MARGIN) / Math.max(1, bands.length) - GAP,
      comfortable: (COMFORTABLE - taken) / columns - GAP,
    },
    grid.enlarge,
  )
  const span = (count: number): number => count * (tile.width + GAP) - GAP
  const starts: number[] = []
  let right = left
  for (const group of groups) {
    starts.push(right)
    right += span(group.columns.length) + GROUP_GAP
  }
  const width = Math.max(right - GROUP_GAP + MARGIN, 640)

  const texts: PlacedText[] = []
  const write = (text: string, x: number, y: number, style: TextStyle, room: number) =>
    texts.push({ text: wrapText(text, room, 1, style)[0] ?? '', x, y, style })
  write(grid.title, MARGIN, MARGIN + 18, titleStyle, width - 2 * MARGIN)
  write(grid.subtitle ?? '', MARGIN, MARGIN + 42, subtitleStyle, width - 2 * MARGIN)
  groups.forEach((group, index) => {
    const start = starts[index] ?? 0
    const whole = span(group.columns.length)
    write(group.heading, start + whole / 2, top - 28, headingStyle, whole + GROUP_GAP - 8)
    group.columns.forEach((label, column) => {
      const middle = start + column * (tile.width + GAP) + tile.width / 2
      write(label, middle, top - 8, columnStyle, tile.width)
    })
  })

  const tiles: Page['tiles'][number][] = []
  let y = top
  bands.forEach((band, index) => {
    if (index > 0) y += band.gap
    const height = Math.max(tile.height, band.lines.length * LINE)
    band.lines.forEach(({ text, style }, k) => {
      const first = y + (height - band.lines.length * LINE) / 2
      texts.push({ text, x: MARGIN, y: first + (k + 0.75) * LINE, style })
    })
    band.pictures.forEach((pictures, group) => {
      pictures.forEach((picture, column) => {
        tiles.push({ picture, left: (starts[group] ?? left) + column * (tile.width + GAP), top: y })
      })
    })
    y += height
  })
  return { width, height: y + MARGIN, texts, tile, tiles }
}

function besideBands(grid: PictureGrid): readonly Band[] {
  return grid.rows.map(({ label, note, pictures }) => ({
    lines: [...wrapped(label, note ? 3 : 4, labelStyle), ...wrapped(note, 2, noteStyle)],
    pictures,
    gap: GAP,
  }))
}

/** Every row's groups one below the other, so that what belongs together stays together. */
function stackedBands(grid: PictureGrid): readonly Band[] {
  return grid.rows.flatMap(({ label, note, pictures }) =>
    grid.groups.map(({ heading }, group) => ({
      lines: [
        ...(group === 0 ? [...wrapped(label, 3, labelStyle), ...wrapped(note, 1, noteStyle)] : []),
        ...wrapped(heading, 1, groupStyle),
      ],
      pictures: [pictures[group] ?? []],
      gap: group === 0 ? 3 * GAP : GAP,
    })),
  )
}

const wrapped = (text: string | undefined, lines: number, style: TextStyle) =>
  text ? wrapText(text, LABEL_LIMIT, lines, style).map((line) => ({ text: line, style })) : []

/** A picture's extent on the page: 192 pixels wide where there is room, never so large that the page outgrows its limit. */
function tileExtent(
  picture: Pixels | undefined,
  room: { readonly width: number; readonly height: number; readonly comfortable: number },
  enlarge = true,
): { readonly width: number; readonly height: number } {
  const { width, height } = picture ?? { width: 64, height: 64 }
  const limit = Math.min(room.width, (room.height * width) / height)
  const wanted = Math.min(limit, Math.max(96, Math.min(192, room.comfortable)))
  const factor = wanted < width ? wanted / width : enlarge ? Math.floor(wanted / width) : 1
  return {
    width: Math.max(16, Math.floor(width * factor)),
    height: Math.max(16, Math.floor(height * factor)),
  }
}
