/** Element types that timelab reads. */
export type DType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64'

/** Where one tensor lies: a span of a file's bytes, never copied until somebody reads it. */
export interface TensorSpan {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Absolute path of the file, symbolic links resolved. */
  readonly file: string
  /** Offset of the first byte from the start of the file. */
  readonly offset: number
  /** Length in bytes. */
  readonly length: number
}

/** The named tensors of one model component, over one file or several shards. */
export interface Weights {
  readonly names: readonly string[]
  has(name: string): boolean
  /** Throws an InputError that names the tensor where there is none or where its type is none of `DType`. */
  span(name: string): TensorSpan
  /** The tensor as 32-bit floats, converted from its own type (I64 and F64 rounded to nearest). Throws as `span`. */
  read(name: string): Float32Array
  /** The tensor as 64-bit floats: exact, but for I64 beyond 2^53, which is rounded. Throws as `span`. */
  readFloat64(name: string): Float64Array
}
