import { type Kind, pictureBundle } from '../kind.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** The bytes of a PNG file. */
export const png: Kind<Uint8Array> = {
  fits: (value): value is Uint8Array =>
    value instanceof Uint8Array && SIGNATURE.every((byte, k) => value[k] === byte),
  async bundle(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const extent = bytes.length >= 24 ? `, ${view.getUint32(16)} x ${view.getUint32(20)}` : ''
    return pictureBundle(bytes, `PNG picture${extent}, ${bytes.length} bytes`)
  },
}
