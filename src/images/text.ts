import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import opentype, { type Font, type Glyph } from 'opentype.js'

/** How a line of text is drawn. */
export interface TextStyle {
  /** Font size in pixels. */
  readonly size: number
  readonly bold?: boolean
  /** An SVG colour. */
  readonly colour?: string
  readonly anchor?: 'start' | 'middle' | 'end'
}

const require = createRequire(import.meta.url)
const fonts = new Map<number, Font>()

/** Text is drawn as outlines of a font that npm brings, because a bare machine has no fonts. */
function font(weight: 400 | 600): Font {
  const known = fonts.get(weight)
  if (known) return known
  const bytes = readFileSync(require.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff`))
  const parsed = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  fonts.set(weight, parsed)
  return parsed
}

const faceOf = ({ bold }: TextStyle): Font => font(bold ? 600 : 400)

/** Glyph by glyph, without shaping, which labels do not need; a question mark stands for what the font lacks. */
function glyphs(text: string, face: Font): readonly Glyph[] {
  return Array.from(text, (letter) => {
    const glyph = face.charToGlyph(letter)
    return glyph.index === 0 ? face.charToGlyph('?') : glyph
  })
}

const advance = (glyph: Glyph, face: Font, size: number): number =>
  ((glyph.advanceWidth ?? 0) * size) / face.unitsPerEm

/** Width of a line of text in pixels. */
export function textWidth(text: string, style: TextStyle): number {
  const face = faceOf(style)
  return glyphs(text, face).reduce((width, glyph) => width + advance(glyph, face, style.size), 0)
}

/** One line of text as an SVG path, its baseline at `y`; the text is data, never markup. */
export function textPath(text: string, x: number, y: number, style: TextStyle): string {
  const face = faceOf(style)
  let pen = x - { start: 0, middle: 0.5, end: 1 }[style.anchor ?? 'start'] * textWidth(text, style)
  let outline = ''
  for (const glyph of glyphs(text, face)) {
    outline += glyph.getPath(pen, y, style.size).toPathData(2)
    pen += advance(glyph, face, style.size)
  }
  return `<path d="${outline}" fill="${style.colour ?? '#1f2328'}"/>`
}

/** A letter's outline as SVG path data from its own origin on the baseline, and how far along the line that is. */
export interface PlacedLetter {
  readonly letter: string
  readonly outline: string
  /** Pixels from the line's beginning. */
  readonly x: number
}

/** One line of text letter by letter, for drawings that keep each outline once. */
export function letterOutlines(text: string, style: TextStyle): readonly PlacedLetter[] {
  const face = faceOf(style)
  let pen = 0
  return glyphs(text, face).map((glyph) => {
    const x = pen
    pen += advance(glyph, face, style.size)
    const letter = String.fromCodePoint(glyph.unicode ?? 0x3f)
    return { letter, outline: glyph.getPath(0, 0, style.size).toPathData(2), x }
  })
}

/** Breaks text into at most `lines` lines of at most `width` pixels, an ellipsis where it does not fit. */
export function wrapText(text: string, width: number, lines: number, style: TextStyle): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const wrapped: string[] = []
  let line = ''
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || textWidth(longer, style) <= width) line = longer
    else if (wrapped.length < lines - 1) {
      wrapped.push(line)
      line = word
    } else {
      line = [line, ...words.slice(index)].join(' ')
      break
    }
  }
  return [...wrapped, line].map((each) => ellipsis(each, width, style))
}

function ellipsis(text: string, width: number, style: TextStyle): string {
  if (textWidth(text, style) <= width) return text
  const letters = Array.from(text)
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, style) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
