import type { TopLevelSpec } from 'vega-lite'
import type { Chart } from './chart.ts'

/**
 * Draws a chart as an SVG file: the same bytes for the same chart. Its letters are outlines, because a machine may have no
 * fonts and an image loads none; its title and description say in text what it shows. vega is loaded when first needed.
 */
export async function chartSvg({ name, description, specification }: Chart): Promise<string> {
  const svg = await specificationSvg({ ...specification }, name)
  const words = `<title>${escapeXml(name)}</title>\n<desc>${escapeXml(description)}</desc>`
  return svg.replace(/<svg([^>]*)>/, (_, attributes: string) => `<svg role="img"${attributes}>\n${words}`)
}

/** A plain specification of vega-lite or, where it lists marks, of vega. */
export type Specification = Readonly<Record<string, unknown>>

async function specificationSvg(specification: Specification, name: string): Promise<string> {
  const [vega, { compile }, { isBold, outlineText }, { tidySvg }, { textWidth }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('./outline-text.ts'),
    import('./tidy-svg.ts'),
    import('../images/text.ts'),
  ])
  const inside = vega as unknown as VegaInside
  // There is one measure for all charts of a process; it is that of the font they are all drawn in here.
  inside.textMetrics.width = ({ fontSize: size = 11, fontWeight, limit = 0 }, text) => {
    const width = textWidth(String(text ?? ''), { size, bold: isBold(fontWeight) })
    return limit > 0 ? Math.min(width, limit) : width
  }
  // A copy: vega writes its own numbers into the rows that it is given.
  const copy = structuredClone(specification)
  const spec = Array.isArray(copy.marks)
    ? copy
    : compile(copy as unknown as TopLevelSpec, { config: { aria: false } }).spec
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Warn })
  try {
    return tidySvg(outlineText(await view.toSVG()), name)
  } finally {
    view.finalize()
  }
}

/** Draws a chart as a PNG file, `scale` times its size in pixels, 2 by default. */
export async function chartPng(
  chart: Chart,
  { scale = 2 }: { readonly scale?: number } = {},
): Promise<Buffer> {
  return svgPng(await chartSvg(chart), scale)
}

/**
 * Draws a plain specification as a PNG file, `scale` times its size in pixels, 2 by default. Throws where vega-lite or vega
 * cannot read it.
 */
export async function specificationPng(
  specification: Specification,
  { scale = 2 }: { readonly scale?: number } = {},
): Promise<Buffer> {
  return svgPng(await specificationSvg(specification, 'chart'), scale)
}

async function svgPng(svg: string, scale: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return (
    sharp(Buffer.from(svg), { density: 72 * scale })
      // As many colours as flat figures and their smoothed edges have; it halves the file.
      .png({ palette: true, colours: 256, compressionLevel: 9 })
      .toBuffer()
  )
}

/** What of vega that its types lack. */
interface VegaInside {
  readonly textMetrics: { width: (item: TextItem, text: unknown) => number }
}

interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
  /** Where it is cut; 0 for nowhere. */
  readonly limit?: number
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
