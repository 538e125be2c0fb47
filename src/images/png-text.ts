import { crc32 } from 'node:zlib'

/** Words in a PNG file, by keyword (1 to 79 Latin letters). */
export type PngText = Readonly<Record<string, string>>

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * Puts text into a PNG file's bytes, before its pixels: as `tEXt`, which every reader knows, where it is Latin-1, else as
 * `iTXt` in UTF-8. Pillow has both in `image.text`. Throws a RangeError for bytes that are no PNG file.
 */
export function addPngText(png: Uint8Array, text: PngText): Buffer {
  const [header] = chunksOf(png)
  if (header?.type !== 'IHDR') throw new RangeError('Text goes into a PNG file; these bytes are none')
  const chunks = Object.entries(text).map(([keyword, value]) =>
    [...value].every((character) => character.charCodeAt(0) < 0x100 && character !== '\0')
      ? chunk('tEXt', Buffer.from(`${keyword}\0${value}`, 'latin1'))
      : // Not compressed, in no language, its keyword not translated.
        chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(value)])),
  )
  return Buffer.concat([png.subarray(0, header.end), ...chunks, png.subarray(header.end)])
}

/** The uncompressed text of a PNG file; empty where it has none, or is no PNG file. */
export function readPngText(png: Uint8Array): PngText {
  const found: [string, string][] = []
  for (const { type, data } of chunksOf(png)) {
    if (type !== 'tEXt' && type !== 'iTXt') continue
    const end = data.indexOf(0)
    if (end < 1) continue
    const keyword = data.toString('latin1', 0, end)
    if (type === 'tEXt') found.push([keyword, data.toString('latin1', end + 1)])
    else if (data[end + 1] === 0) {
      const language = data.indexOf(0, end + 3)
      const translated = data.indexOf(0, language + 1)
      if (language > 0 && translated > 0) found.push([keyword, data.toString('utf8', translated + 1)])
    }
  }
  return Object.fromEntries(found)
}

function* chunksOf(png: Uint8Array): Generator<{ type: string; data: Buffer; end: number }> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end - 4), end }
    at = end
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
