/** Element types that timelab writes. */
export type WrittenDType = 'F64' | 'F32' | 'F16' | 'BF16'

export const WRITTEN_BYTES: Readonly<Record<WrittenDType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 }

/** Values as the little-endian elements of a safetensors file, each rounded once to nearest, ties to even. */
export function encodeElements(dtype: WrittenDType, data: Float64Array | Float32Array): Uint8Array {
  switch (dtype) {
    case 'F64':
      return bytesOf(new Float64Array(data))
    case 'F32':
      return bytesOf(new Float32Array(data))
    case 'F16':
      return bytesOf(new Float16Array(data))
    case 'BF16':
      return bytesOf(toBrains(data))
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** A loop, because `Uint16Array.from` takes ten times as long. */
function toBrains(data: Float64Array | Float32Array): Uint16Array {
  const bits = new Uint16Array(data.length)
  for (let index = 0; index < data.length; index++) bits[index] = toBrain(data[index] as number)
  return bits
}

const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

/** The bits of the nearest bfloat16, the upper half of a float32; a double is never rounded twice. */
function toBrain(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0
  single[0] = value
  const bits = singleBits[0] as number
  if ((bits & 0xffff) !== 0x8000) return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16
  // The float32 is a tie of the second rounding: which side of it the value lay on decides.
  const beyond = Math.abs(value) - Math.abs(single[0])
  const up = beyond > 0 || (beyond === 0 && ((bits >>> 16) & 1) === 1)
  return (bits >>> 16) + (up ? 1 : 0)
}
