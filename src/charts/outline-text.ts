import { letterOutlines, type TextStyle, textWidth } from '../images/text.ts'

/**
 * Turns the texts of an SVG that vega wrote into outlines, each letter once: a picture that looks the same everywhere, also
 * where there is no font at all.
 */
export function outlineText(svg: string): string {
  const outlines = new Map<string, string>()
  const drawn = svg.replace(/<text([^>]*)>(.*?)<\/text>/g, (_, written: string, content: string) => {
    const { 'font-size': size, 'font-weight': weight, 'text-anchor': anchor, ...rest } = attributesOf(written)
    const style = { size: Number.parseFloat(size ?? '11'), bold: isBold(weight) }
    const lines = linesOf(content).map((line) => drawLine(line, style, anchor, outlines))
    const kept = Object.entries(rest).filter(([name]) => !name.startsWith('font-'))
    return `<g${kept.map(([name, value]) => ` ${name}="${value}"`).join('')}>${lines.join('')}</g>`
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
      const id = `t${style.size}${style.bold ? 'b' : ''}-${letter.codePointAt(0)?.toString(16)}`
      outlines.set(id, outline)
      return `<use xlink:href="#${id}" x="${left + x}" y="${y}"/>`
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
