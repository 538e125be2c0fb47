import sharp from 'sharp'
import { addPngText, type PngText } from './png-text.ts'

/** A picture: interleaved 8-bit RGB, `[height, width, 3]`. */
export interface Pixels {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
}

/** Encodes a picture as a PNG file's bytes, with text where it is given. The same pixels and text give the same bytes. */
export async function encodePng({ pixels, width, height }: Pixels, text?: PngText): Promise<Buffer> {
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  return text ? addPngText(png, text) : png
}

/** Pixels of the largest picture that is decoded: a small file may claim a picture that fills the memory. */
const MOST_PIXELS = 2 ** 26

/**
 * Decodes the bytes of any image file that sharp reads into 8-bit RGB, of at most so many pixels: 2^26 unless told.
 * Throws where they are none, or hold more.
 */
export async function decodeImage(bytes: Uint8Array, pixels = MOST_PIXELS): Promise<Pixels> {
  const { data, info } = await sharp(bytes, { limitInputPixels: pixels })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: new Uint8Array(data), width: info.width, height: info.height }
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Decodes the bytes of a PNG file of at most so many pixels. Throws where they are anything else: another kind of
 * picture, a file that is cut off or damaged, or a larger one, which is not read at all.
 */
export async function decodePng(bytes: Uint8Array, pixels: number): Promise<Pixels> {
  if (!SIGNATURE.every((value, at) => bytes[at] === value)) throw new TypeError('These bytes are no PNG file')
  return decodeImage(bytes, pixels)
}
