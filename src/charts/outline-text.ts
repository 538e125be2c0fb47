import { letterOutlines, type TextStyle, textWidth } from '../images/text.ts'

/** Units of a letter's outline in the height of its font: Inter's own, so that coordinates are whole numbers. */
const UNITS = 2048

/**
 * Turns the texts of an SVG that vega wrote into outlines, each letter once, whatever its size: a picture that looks the same
 * everywhere, also where there is no font at all.
 */
export function outlineText(svg: string): string {
  const outlines = new Map<string, string>()
  // A text without a letter, such as a tick's that stays unlabelled, closes itself.
  const inked = svg.replace(/<text[^>]*\/>/g, '')
  const drawn = inked.replace(/<text([^>]*)>(.*?)<\/text>/g, (_, written: string, content: string) => {
    const { 'font-size': size = '11', 'font-weight': weight, ...rest } = attributesOf(written)
    const { 'text-anchor': anchor, transform = '', 'stroke-width': stroke, ...kept } = rest
    const scale = Number.parseFloat(size) / UNITS
    const attributes = {
      ...Object.fromEntries(Object.entries(kept).filter(([name]) => !name.startsWith('font-'))),
      ...(stroke === undefined ? {} : { 'stroke-width': String(Math.round(Number(stroke) / scale)) }),
      transform: `${transform} scale(${scale.toPrecision(5)})`,
    }
    const style = { size: UNITS, bold: isBold(weight) }
    const lines = linesOf(content).map(({ text, y }) =>
      drawLine({ text, y: Math.round(y / scale) }, style, anchor, outlines),
    )
    const all = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`)
    return `<g${all.join('')}>${lines.join('')}</g>`
  })
  const letters = [...outlines].map(([id, outline]) => `<path id="${id}" d="${outline}"/>`)
  return drawn.replace(/<\/svg>$/, `<defs>${letters.join('')}</defs></svg>`)
}

interface Line {
  readonly text: string
  readonly y: number
}

function drawLine(
  { text, y }: Line,
  style: TextStyle,
  anchor: string | undefined,
  outlines: Map<string, string>,
): string {
  const share = anchor === 'middle' ? 0.5 : anchor === 'end' ? 1 : 0
  const left = -share * textWidth(text, style)
  return letterOutlines(text, style)
    .map(({ letter, outline, x }) => {
      if (outline === '') return ''
      const id = `${style.bold ? 'bold' : 'letter'}-${letter.codePointAt(0)?.toString(16)}`
      outlines.set(id, outline)
      return `<use xlink:href="#${id}" x="${Math.round(left + x)}"${y === 0 ? '' : ` y="${y}"`}/>`
    })
    .join('')
}

/** vega writes every attribute with double quotes and every value escaped. */
const attributesOf = (written: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...written.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  )

/** The lines of a text element, which has spans where it has several. */
function linesOf(content: string): readonly Line[] {
  if (!content.startsWith('<tspan')) return [{ text: plainText(content), y: 0 }]
  let y = 0
  return [...content.matchAll(/<tspan([^>]*)>(.*?)<\/tspan>/g)].map(([, written = '', text = '']) => {
    y += Number(attributesOf(written).dy ?? 0)
    return { text: plainText(text), y }
  })
}

const plainText = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** Whether a font's weight is drawn with the bolder of our two. */
export const isBold = (weight: string | number | undefined): boolean => /bold|[6-9]00/.test(String(weight))
