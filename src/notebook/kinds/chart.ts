import { type Chart, isChart } from '../../charts/chart.ts'
import type { MimeBundle } from '../host.ts'
import { type Kind, pictureBundle } from '../kind.ts'

/** Pixels of a picture a pixel of the page. */
const SCALE = 2

/** A chart that JupyterLab draws itself, and a picture for who does not. */
export const chart: Kind<Chart> = {
  fits: isChart,
  async bundle(value) {
    const { chartPng } = await import('../../charts/draw-chart.ts')
    // JupyterLab knows this type and not version 6's; what we use runs in both.
    return drawn('application/vnd.vegalite.v5+json', value.specification, value.description, (scale) =>
      chartPng(value, { scale }),
    )
  },
}

/** A specification beside its picture, which is shown at its size. No HTML, which a notebook would prefer to both. */
export async function drawn(
  type: string,
  specification: object,
  words: string,
  draw: (scale: number) => Promise<Buffer>,
): Promise<MimeBundle> {
  const png = await draw(SCALE)
  const { data, metadata } = pictureBundle(png, words)
  return {
    data: { [type]: specification, ...data },
    metadata: { 'image/png': { ...Object(metadata?.['image/png']), ...shownSize(png) } },
  }
}

/** The size that a picture of `SCALE` pixels a pixel is shown at. */
const shownSize = (png: Buffer): { readonly width: number; readonly height: number } => ({
  width: png.readUInt32BE(16) / SCALE,
  height: png.readUInt32BE(20) / SCALE,
})
