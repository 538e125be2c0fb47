import type { TensorSpan } from '../weights/types.ts'
import { sizeOf } from './ndarray.ts'
import type { ElementType, OnnxNode, OnnxValue } from './onnx.ts'
import { reachable } from './reachable.ts'
import type { Constant, Initializer, NodeOptions, Value, View } from './value.ts'

/** A finished graph, weights still named by their spans. */
export interface Plan {
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly Initializer[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
}

export interface Graph {
  /** The number that stands for the batch size while shapes are computed: a large prime, so no other extent has it as factor. */
  readonly batch: number
  input(name: string, shape: readonly number[], type: 'float32' | 'int32'): Value
  parameter(name: string, span: TensorSpan): Value
  constant(data: Constant, shape: readonly number[]): Value
  /** Integers for ONNX's shape arguments; multiples of the batch are computed when the graph runs. */
  integers(values: readonly number[]): Value
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    shape: readonly number[],
    type: ElementType,
    options?: NodeOptions,
  ): Value
  nodes(
    op: string,
    inputs: readonly (Value | undefined)[],
    shapes: readonly (readonly number[])[],
    type: ElementType,
    options?: NodeOptions,
  ): Value[]
  finish(outputs: Readonly<Record<string, Value>>): Plan
}

/** Starts a graph; `batch` is the prime that stands for the batch size. */
export function createGraph(batch: number): Graph {
  const nodes: OnnxNode[] = []
  const initializers: Initializer[] = []
  const inputs: OnnxValue[] = []
  const sizes = new Map<string, Value>()
  let batchSize: (() => Value) | undefined
  let count = 0

  const symbolic = (shape: readonly number[]) => shape.map((extent) => symbol(extent, batch) ?? extent)

  const graph: Graph = {
    batch,
    input(name, shape, type) {
      inputs.push({ name, type, shape: symbolic(shape) })
      const value: Value = { name, shape, type }
      const axis = shape.indexOf(batch)
      if (axis >= 0) {
        batchSize ??= () =>
          graph.node('Shape', [value], [1], 'int64', { attributes: { start: axis, end: axis + 1 } })
      }
      return value
    },
    parameter(name, span) {
      const type = span.file === '' ? 'float32' : storedTypes[span.dtype]
      initializers.push({ name, type, shape: span.shape, data: span })
      const stored: Value = { name, shape: span.shape, type }
      if (type === 'float32') return stored
      return graph.node('Cast', [stored], span.shape, 'float32', { attributes: { to: 1 } })
    },
    constant(data, shape) {
      const name = `constant ${count++}`
      const type = typeOf(data)
      initializers.push({
        name,
        type,
        shape,
        data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
      })
      return { name, shape, type }
    },
    integers(values) {
      const known = (numbers: readonly number[]) =>
        graph.constant(BigInt64Array.from(numbers, BigInt), [numbers.length])
      if (!values.some((value) => symbol(value, batch))) return known(values)
      const parts = values.map((value) => {
        if (!symbol(value, batch)) return known([value])
        const size = sizes.get(`${value / batch}`) ?? multipleOfBatch(value / batch)
        sizes.set(`${value / batch}`, size)
        return size
      })
      return graph.node('Concat', parts, [values.length], 'int64', { attributes: { axis: 0 } })
    },
    node(op, from, shape, type, options) {
      const [value] = graph.nodes(op, from, [shape], type, options)
      if (!value) throw new Error('unreachable: one shape gives one value')
      return value
    },
    nodes(op, from, shapes, type, { attributes = {}, domain } = {}) {
      const names = from.map((value) => (value ? nameOf(graph, value) : ''))
      const outputs = shapes.map((shape): Value => ({ name: `${op} ${count++}`, shape, type }))
      const to = outputs.map((value) => value.name ?? '')
      nodes.push({ op, inputs: names, outputs: to, attributes, ...(domain ? { domain } : {}) })
      return outputs
    },
    finish(results) {
      const outputs = Object.entries(results).map(([name, value]): OnnxValue => {
        const isFloat = value.type === 'float32'
        const given = nameOf(graph, value)
        nodes.push({
          op: isFloat ? 'Identity' : 'Cast',
          inputs: [given],
          outputs: [`output ${name}`],
          attributes: isFloat ? {} : { to: 1 },
        })
        return { name: `output ${name}`, type: 'float32', shape: symbolic(value.shape) }
      })
      return { ...reachable(nodes, initializers, outputs), inputs, outputs }
    },
  }

  function multipleOfBatch(factor: number): Value {
    if (!batchSize) throw new Error('unreachable: without an input that has the batch no shape has it')
    return factor === 1
      ? batchSize()
      : graph.node('Mul', [batchSize(), graph.constant(BigInt64Array.of(BigInt(factor)), [1])], [1], 'int64')
  }

  return graph
}

/** The name of a value's elements in order; makes the node of a view when first asked. */
function nameOf(graph: Graph, value: Value): string {
  if (value.name !== undefined) return value.name
  const { view, shape, type } = value
  if (!view) throw new Error('unreachable: a value is named or a view')
  value.name = nameOf(graph, materialise(graph, view, shape, type))
  return value.name
}

function materialise(graph: Graph, view: View, shape: readonly number[], type: ElementType): Value {
  if (view.kind === 'transpose') {
    return graph.node('Transpose', [view.of], shape, type, { attributes: { perm: view.permutation } })
  }
  if (view.kind === 'pad') {
    const pads = [...view.paddings.map(([before]) => before), ...view.paddings.map(([, after]) => after)]
    return graph.node('Pad', [view.of, graph.integers(pads)], shape, type)
  }
  // One extent may be left to ONNX, and that is enough unless the batch is a factor of two.
  const unknown = shape.filter((extent) => symbol(extent, graph.batch)).length
  const target =
    unknown === 1 && sizeOf(shape) > 0
      ? shape.map((extent) => (symbol(extent, graph.batch) ? -1 : extent))
      : shape
  return graph.node('Reshape', [view.of, graph.integers(target)], shape, type)
}

/** The name of an extent that depends on the batch size, else undefined. */
function symbol(extent: number, batch: number): string | undefined {
  if (extent === 0 || extent % batch !== 0) return undefined
  return extent === batch ? 'batch' : `batch*${extent / batch}`
}

function typeOf(data: Constant): ElementType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Int32Array) return 'int32'
  return data instanceof Uint8Array ? 'bool' : 'int64'
}

const storedTypes = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64',
  I64: 'int64',
} as const
