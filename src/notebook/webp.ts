import type { Pixels } from '../images/png.ts'

/** Widest that a picture is sent to a page: it holds many of them. */
const LIMIT = 256

/** WebP at a quality that the eye cannot tell from the picture, at a sixth of a PNG. */
export async function webp({ pixels, width, height }: Pixels): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize({ width: Math.min(width, LIMIT) })
    .webp({ quality: 95, smartSubsample: true })
    .toBuffer()
}

/** A WebP file as an address that holds it. */
export const dataAddress = (bytes: Uint8Array): string =>
  `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`
