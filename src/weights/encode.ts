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
      return bytesOf(narrow(data, toHalf))
    case 'BF16':
      return bytesOf(narrow(data, toBrain))
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** A loop, because `Uint16Array.from` takes ten times as long. */
function narrow(data: Float64Array | Float32Array, bitsOf: (value: number) => number): Uint16Array {
  const bits = new Uint16Array(data.length)
  for (let index = 0; index < data.length; index++) bits[index] = bitsOf(data[index] as number)
  return bits
}

const double = new Float64Array(1)
const doubleBits = new Uint32Array(double.buffer)
const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

/** What takes a number of each exponent, from -14 up, to its eleven significant bits. */
const POWERS = Array.from({ length: 30 }, (_, index) => 2 ** (24 - index))

/** The bits of the nearest half; as `Float16Array`, which Node.js 22 lacks. */
function toHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  double[0] = value
  const high = doubleBits[1] as number
  const sign = (high >>> 16) & 0x8000
  const size = Math.abs(value)
  if (size >= 65520) return sign | 0x7c00
  if (size < 2 ** -14) return sign | toEven(size * 2 ** 24)
  const exponent = ((high >>> 20) & 0x7ff) - 1023
  // A fraction that rounds up to 2048 carries into the exponent by itself.
  return sign | (((exponent + 14) << 10) + toEven(size * (POWERS[exponent + 14] as number)))
}

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

/** Adding and taking away 2^52 leaves a small number without its fraction, rounded to even. */
function toEven(value: number): number {
  return value + 2 ** 52 - 2 ** 52
}
