import type { DType } from './types.ts'

/**
 * Bits an element of every type that the safetensors format knows
 * (`Dtype::bitsize` of the reference implementation).
 */
export const BITS = {
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const satisfies Readonly<Record<string, number>>

/** An element type that a safetensors file may hold, whether timelab reads it or not. */
export type FileDType = keyof typeof BITS

/** Whether the format knows `name` as an element type. */
export function isFileDType(name: unknown): name is FileDType {
  return typeof name === 'string' && Object.hasOwn(BITS, name)
}

/** Whether timelab reads tensors of this type. */
export function isReadable(dtype: FileDType): dtype is DType {
  return dtype === 'F64' || dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' || dtype === 'I64'
}
