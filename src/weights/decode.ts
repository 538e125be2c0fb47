import type { DType } from './types.ts'

/**
 * Little-endian elements of a safetensors span as 32-bit floats, each rounded to nearest, ties to even.
 * `bytes` must start at a multiple of eight in its buffer; F32 is a view of it, not a copy.
 * (Typed arrays have the machine's byte order; no platform that Node.js 24 ships for is anything but little-endian,
 * except s390x.)
 */
export function toFloat32(dtype: DType, bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, length } = bytes
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, length / 4)
    case 'F64':
      return new Float32Array(new Float64Array(buffer, byteOffset, length / 8))
    case 'F16':
      return new Float32Array(new Float16Array(buffer, byteOffset, length / 2))
    case 'BF16':
      return fromBrain(new Uint16Array(buffer, byteOffset, length / 2))
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, length / 8), integerToFloat32)
  }
}

/** The same as 64-bit floats: exact, but for I64 beyond 2^53. F64 is a view of `bytes`. */
export function toFloat64(dtype: DType, bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, length } = bytes
  if (dtype === 'F64') return new Float64Array(buffer, byteOffset, length / 8)
  if (dtype === 'I64') return Float64Array.from(new BigInt64Array(buffer, byteOffset, length / 8), Number)
  return new Float64Array(toFloat32(dtype, bytes))
}

/** A bfloat16 is the upper half of a float32. */
function fromBrain(values: Uint16Array): Float32Array {
  const bits = new Uint32Array(values.length)
  for (let index = 0; index < values.length; index++) bits[index] = (values[index] as number) << 16
  return new Float32Array(bits.buffer)
}

/** One rounding, not two: past 2^53 the low ten bits are folded into a sticky one before `Number` sees them. */
function integerToFloat32(value: bigint): number {
  const near = Number(value)
  if (Number.isSafeInteger(near)) return near
  const high = value >> 10n
  return Number(high << 10n === value ? high : high | 1n) * 1024
}
