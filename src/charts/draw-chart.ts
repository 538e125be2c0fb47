import type { Chart } from './chart.ts'
import { fontFamily } from './figure.ts'

/**
 * Draws a chart as an SVG file: the same bytes for the same chart. Its letters are outlines, because a machine may have no
 * fonts and an image loads none; its title and description say in text what it shows. vega is loaded when first needed.
 */
export async function chartSvg({ name, description, specification }: Chart): Promise<string> {
  const [vega, { compile }, { outlineText }, { textWidth }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('./outline-text.ts'),
    import('../images/text.ts'),
  ])
  measureOurs((vega as unknown as { textMetrics: TextMetrics }).textMetrics, textWidth)
  const { spec } = compile(specification, { config: { aria: false } })
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Warn })
  try {
    const svg = shortNumbers(outlineText(await view.toSVG()))
    const words = `<title>${escapeXml(name)}</title><desc>${escapeXml(description)}</desc>`
    return svg.replace(/<svg ([^>]*)>/, `<svg role="img" $1>${words}`)
  } finally {
    view.finalize()
  }
}

/** Draws a chart as a PNG file, `scale` times its size in pixels, 2 by default. */
export async function chartPng(
  chart: Chart,
  { scale = 2 }: { readonly scale?: number } = {},
): Promise<Buffer> {
  const [svg, { default: sharp }] = await Promise.all([chartSvg(chart), import('sharp')])
  return sharp(Buffer.from(svg), { density: 72 * scale })
    .png({ compressionLevel: 9 })
    .toBuffer()
}

/** What of vega's text measuring is replaced: its types have none of it. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number
}
interface TextItem {
  readonly font?: string
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

const measured = new WeakSet<object>()

/** Measures texts in our font by it; those of other charts of the process stay as they were. */
function measureOurs(
  metrics: TextMetrics,
  textWidth: (text: string, style: { size: number; bold: boolean }) => number,
): void {
  if (measured.has(metrics)) return
  measured.add(metrics)
  const before = metrics.width
  metrics.width = (item, text) =>
    item.font === fontFamily
      ? textWidth(String(text ?? ''), {
          size: item.fontSize ?? 11,
          bold: /bold|[6-9]00/.test(String(item.fontWeight)),
        })
      : before(item, text)
}

/** Coordinates to a thousandth of a pixel: no reader sees more, and no two machines differ. */
const shortNumbers = (svg: string): string =>
  svg.replace(/-?\d+\.\d{4,}(e-?\d+)?/g, (digits) => String(Number(Number(digits).toFixed(3))))

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
