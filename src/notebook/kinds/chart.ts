import { type Chart, isChart } from '../../charts/chart.ts'
import { type Kind, pictureBundle } from '../kind.ts'

const SCALE = 2

/** A chart that JupyterLab draws itself, and a picture for who does not. No HTML, which a notebook would prefer to both. */
export const chart: Kind<Chart> = {
  fits: isChart,
  async bundle(value) {
    const { chartPng } = await import('../../charts/draw-chart.ts')
    const png = await chartPng(value, { scale: SCALE })
    const { data, metadata } = pictureBundle(png, value.description)
    return {
      // JupyterLab knows this type and not version 6's; what we use runs in both.
      data: { 'application/vnd.vegalite.v5+json': value.specification, ...data },
      metadata: { 'image/png': { ...Object(metadata?.['image/png']), ...shownSize(png) } },
    }
  },
}

/** The size that a picture of `SCALE` pixels a pixel is shown at. */
const shownSize = (png: Buffer): { readonly width: number; readonly height: number } => ({
  width: png.readUInt32BE(16) / SCALE,
  height: png.readUInt32BE(20) / SCALE,
})
