import { bytes, concatenate, float, floats, integer, integers, message, text } from './protobuf.ts'

/** Element types by their numbers in ONNX's TensorProto.DataType. */
export const elementTypes = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const

export type ElementType = keyof typeof elementTypes

/** An attribute: integers where every number is whole, unless `float` says otherwise. */
export type Attribute = number | string | readonly number[] | { readonly float: number | readonly number[] }

export interface OnnxNode {
  readonly op: string
  /** Empty names stand for optional inputs left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
  /** `com.microsoft` for ONNX Runtime's own operators; ONNX's by default. */
  readonly domain?: string
}

export interface OnnxTensor {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
  /** Its bytes, little endian, or where in which file they lie (a path relative to the folder the session is told). */
  readonly data: Uint8Array | { readonly location: string; readonly offset: number; readonly length: number }
}

export interface OnnxValue {
  readonly name: string
  readonly type: ElementType
  /** A string names a dimension that is only known when the graph runs. */
  readonly shape: readonly (number | string)[]
}

export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
}

const irVersion = 9
const opset = 20

/** A graph as the bytes of an ONNX ModelProto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  return concatenate([
    integer(1, irVersion),
    text(2, 'timelab'),
    message(8, [text(1, ''), integer(2, opset)]),
    message(8, [text(1, 'com.microsoft'), integer(2, 1)]),
    message(7, [
      ...graph.nodes.map((node) => message(1, encodeNode(node))),
      text(2, graph.name),
      ...graph.initializers.map((tensor) => message(5, encodeTensor(tensor))),
      ...graph.inputs.map((value) => message(11, encodeValue(value))),
      ...graph.outputs.map((value) => message(12, encodeValue(value))),
    ]),
  ])
}

function encodeNode(node: OnnxNode): Uint8Array[] {
  return [
    ...node.inputs.map((name) => text(1, name)),
    ...node.outputs.map((name) => text(2, name)),
    text(4, node.op),
    ...Object.entries(node.attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
    text(7, node.domain ?? ''),
  ]
}

function encodeAttribute(name: string, value: Attribute): Uint8Array[] {
  const named = text(1, name)
  const type = (number: number) => integer(20, number)
  if (typeof value === 'number') return [named, integer(3, value), type(2)]
  if (typeof value === 'string') return [named, text(4, value), type(3)]
  if (!('float' in value)) return [named, integers(8, value), type(7)]
  if (typeof value.float === 'number') return [named, float(2, value.float), type(1)]
  return [named, floats(7, value.float), type(6)]
}

function encodeTensor({ name, type, shape, data }: OnnxTensor): Uint8Array[] {
  const head = [integers(1, shape), integer(2, elementTypes[type]), text(8, name)]
  if (data instanceof Uint8Array) return [...head, bytes(9, data)]
  const entries = Object.entries(data).map(([key, value]) => message(13, [text(1, key), text(2, `${value}`)]))
  return [...head, ...entries, integer(14, 1)]
}

function encodeValue({ name, type, shape }: OnnxValue): Uint8Array[] {
  const dimensions = shape.map((extent) =>
    message(1, [typeof extent === 'number' ? integer(1, extent) : text(2, extent)]),
  )
  return [text(1, name), message(2, [message(1, [integer(1, elementTypes[type]), message(2, dimensions)])])]
}
