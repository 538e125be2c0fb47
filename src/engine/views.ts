import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from './graph.ts'
import { sizeOf } from './ndarray.ts'
import type { ElementType } from './onnx.ts'
import type { NodeOptions, Value } from './value.ts'

/** `value` with its axes in another order: axis i of the result is axis `permutation[i]` of `value`. */
export function transpose(value: Value, permutation: readonly number[]): Value {
  if (permutation.every((axis, i) => axis === i)) return value
  const { view } = value
  if (view?.kind === 'transpose') {
    return transpose(
      view.of,
      permutation.map((axis) => at(view.permutation, axis)),
    )
  }
  const shape = permutation.map((axis) => at(value.shape, axis))
  const wide = permutation.filter((axis) => value.shape[axis] !== 1)
  if (wide.every((axis, i) => i === 0 || axis > at(wide, i - 1))) return reshape(value, shape)
  return { shape, type: value.type, view: { kind: 'transpose', of: value, permutation } }
}

/** The elements of `value`, in order, in another shape. */
export function reshape(value: Value, shape: readonly number[]): Value {
  if (sameShape(value.shape, shape)) return value
  if (value.view?.kind === 'reshape') return reshape(value.view.of, shape)
  return { shape, type: value.type, view: { kind: 'reshape', of: value } }
}

/**
 * A node whose result has each element computed from the elements at its place, inputs broadcast. Where an input is
 * transposed and has the result's shape, the node works on what that input is a view of: so a chain of convolutions
 * and activations stays in ONNX's channels-first order throughout.
 */
export function elementwise(
  graph: Graph,
  op: string,
  inputs: readonly Value[],
  type: ElementType,
  options?: NodeOptions,
): Value {
  const shape = inputs.reduce<number[]>(
    (sum, { shape }) => tf.backend_util.assertAndGetBroadcastShape(sum, [...shape]),
    [],
  )
  const lead = inputs.find((value) => value.view?.kind === 'transpose' && sameShape(value.shape, shape))
  if (lead?.view?.kind !== 'transpose') return graph.node(op, inputs, shape, type, options)
  const { permutation, of } = lead.view
  const moved = inputs.map((value) => (sizeOf(value.shape) === 1 ? value : untranspose(value, permutation)))
  return transpose(graph.node(op, moved, of.shape, type, options), permutation)
}

/** What `value`, ones put before its shape, is the transposition of under `permutation`. */
export function untranspose(value: Value, permutation: readonly number[]): Value {
  const ones = Array.from({ length: permutation.length - value.shape.length }, () => 1)
  return transpose(reshape(value, [...ones, ...value.shape]), inverse(permutation))
}

/** The permutation that undoes another. */
export function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis))
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis])
}

/** `value` as `type`. */
export function cast(graph: Graph, value: Value, type: ElementType): Value {
  if (value.type === type) return value
  const to = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11, bfloat16: 16 }[type]
  return elementwise(graph, 'Cast', [value], type, { attributes: { to } })
}

/** A scalar constant of a type that arithmetic knows. */
export function scalar(graph: Graph, value: number, type: ElementType = 'float32'): Value {
  if (type === 'int32') return graph.constant(Int32Array.of(value), [])
  if (type === 'bool') return graph.constant(Uint8Array.of(value), [])
  return graph.constant(Float32Array.of(value), [])
}

/** `value` everywhere in a shape. */
export function filled(graph: Graph, value: number, shape: readonly number[], type: ElementType): Value {
  const one = scalar(graph, value, type)
  return shape.length === 0 ? one : graph.node('Expand', [one, graph.integers(shape)], shape, type)
}

/** An element that must be there. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index]
  if (element === undefined) throw new RangeError(`no element ${index} among ${list.length}`)
  return element
}

/** Channels from last to first, for ONNX's operators. */
export function channelsFirst(value: Value): Value {
  const { length } = value.shape
  return transpose(value, [0, length - 1, ...axes(length - 2, 1)])
}

/** Channels from first to last, back to TensorFlow's order. */
export function channelsLast(value: Value): Value {
  const { length } = value.shape
  return transpose(value, [0, ...axes(length - 2, 2), 1])
}

function axes(count: number, from: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}
