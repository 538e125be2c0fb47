import type { TensorSpan } from '../weights/types.ts'
import type { Attribute, ElementType } from './onnx.ts'

/** A tensor of a graph under construction; dimensions that depend on the batch are multiples of `Graph.batch`. */
export interface Value {
  readonly shape: readonly number[]
  readonly type: ElementType
  /** Where it only rearranges another value, so that two rearrangements that cancel cost no node. */
  readonly view?: View
  /** Its name in the graph; a view has none until somebody needs its elements in order. */
  name?: string
}

export type View =
  | { readonly kind: 'transpose'; readonly of: Value; readonly permutation: readonly number[] }
  | { readonly kind: 'reshape'; readonly of: Value }
  | { readonly kind: 'pad'; readonly of: Value; readonly paddings: readonly (readonly [number, number])[] }

export interface Initializer {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly data: Uint8Array | TensorSpan
}

export type Constant = Float32Array | Int32Array | Uint8Array | BigInt64Array

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>
  readonly domain?: string
}
