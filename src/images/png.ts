import sharp from 'sharp'

/** A picture: interleaved 8-bit RGB, `[height, width, 3]`. */
export interface Pixels {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
}

/** Encodes a picture as a PNG file's bytes. The same pixels give the same bytes. */
export function encodePng({ pixels, width, height }: Pixels): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** Decodes the bytes of any image file that sharp reads into 8-bit RGB. */
export async function decodeImage(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: new Uint8Array(data), width: info.width, height: info.height }
}
