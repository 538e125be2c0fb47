import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'
import { at, filled, reshape, sameShape, scalar, transpose, untranspose } from '../views.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

/** Kernels that move elements about as wholes: reshape, transpose, join, split, pad, repeat. */
export const shapeRules: Rules = new Map<string, Rule>([
  rule<tf.ReshapeAttrs>('Reshape', (_, inputs, { shape }) => {
    const x = need(inputs, 'x')
    return reshape(x, tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape([...x.shape])))
  }),
  rule<tf.ExpandDimsAttrs>('ExpandDims', (_, { input }, { dim }) => {
    const x = need({ input }, 'input')
    return reshape(x, x.shape.toSpliced(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1))
  }),
  rule<tf.TransposeAttrs>('Transpose', (_, inputs, { perm }) => transpose(need(inputs, 'x'), perm)),
  rule<tf.ConcatAttrs>('Concat', (graph, inputs, { axis }) => concat(graph, list(inputs), axis)),
  rule<tf.PackAttrs>('Pack', (graph, inputs, attributes) => {
    const values = list(inputs)
    const rank = at(values, 0).shape.length + 1
    const axis = attributes.axis < 0 ? attributes.axis + rank : attributes.axis
    return concat(
      graph,
      values.map((value) => reshape(value, value.shape.toSpliced(axis, 0, 1))),
      axis,
    )
  }),
  rule<tf.UnpackAttrs>('Unpack', (graph, inputs, attributes) => {
    const x = need(inputs, 'value')
    const [axis = 0] = tf.util.parseAxisParam(attributes.axis, [...x.shape])
    const shape = x.shape.toSpliced(axis, 1)
    const sizes = Array.from({ length: at(x.shape, axis) }, () => 1)
    return split(graph, x, sizes, axis).map((part) => reshape(part, shape))
  }),
  rule<tf.SplitVAttrs>('SplitV', (graph, inputs, { numOrSizeSplits, axis }) => {
    const x = need(inputs, 'x')
    const [along = 0] = tf.util.parseAxisParam(axis, [...x.shape])
    const given = typeof numOrSizeSplits === 'number' ? numOrSizeSplits : [...numOrSizeSplits]
    const sizes = tf.backend_util.prepareSplitSize({ shape: [...x.shape] } as tf.Tensor, given, along)
    return split(graph, x, sizes, along)
  }),
  rule<tf.TileAttrs>('Tile', (graph, inputs, { reps }) => {
    const x = need(inputs, 'x')
    const shape = x.shape.map((extent, i) => extent * (reps[i] ?? 1))
    return sameShape(shape, x.shape) ? x : graph.node('Tile', [x, graph.integers(reps)], shape, x.type)
  }),
  rule<tf.PadV2Attrs>('PadV2', (graph, inputs, { paddings, constantValue }) => {
    const x = need(inputs, 'x')
    const shape = padded(x, paddings)
    if (sameShape(shape, x.shape)) return x
    if (constantValue === 0) return { shape, type: x.type, view: { kind: 'pad', of: x, paddings } }
    return graph.node('Pad', [x, pads(graph, paddings), scalar(graph, constantValue, x.type)], shape, x.type)
  }),
  rule<tf.MirrorPadAttrs>('MirrorPad', (graph, inputs, { paddings, mode }) => {
    if (mode !== 'reflect') throw new Error('the tracer pads by reflection only, not symmetrically')
    const x = need(inputs, 'x')
    return graph.node('Pad', [x, pads(graph, paddings)], padded(x, paddings), x.type, {
      attributes: { mode },
    })
  }),
  rule<tf.FillAttrs>('Fill', (graph, _, { shape, value, dtype }) =>
    filled(graph, Number(value), shape, dtype === 'int32' || dtype === 'bool' ? dtype : 'float32'),
  ),
  rule<tf.RangeAttrs>('Range', (graph, _, { start, stop, step, dtype }) => {
    const values = Array.from(
      { length: Math.max(0, Math.ceil((stop - start) / step)) },
      (_, i) => start + i * step,
    )
    const data = dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)
    return graph.constant(data, [values.length])
  }),
  rule<tf.LinSpaceAttrs>('LinSpace', (graph, _, { start, stop, num }) => {
    const step = num > 1 ? (stop - start) / (num - 1) : 0
    return graph.constant(
      Float32Array.from({ length: num }, (_, i) => start + i * step),
      [num],
    )
  }),
  rule<tf.DepthToSpaceAttrs>('DepthToSpace', (graph, inputs, { blockSize, dataFormat }) => {
    const x = need(inputs, 'x')
    const last = dataFormat === 'NHWC'
    const source = last ? transpose(x, [0, 3, 1, 2]) : x
    const [batch = 1, channels = 1, height = 1, width = 1] = source.shape
    const shape = [batch, channels / blockSize ** 2, height * blockSize, width * blockSize]
    const y = graph.node('DepthToSpace', [source], shape, x.type, { attributes: { blocksize: blockSize } })
    return last ? transpose(y, [0, 2, 3, 1]) : y
  }),
])

/** Joins along an axis; where one input is a transposition, what all are transpositions of. */
function concat(graph: Graph, values: readonly Value[], axis: number): Value {
  const parts = values.filter(({ shape }) => !shape.includes(0) || values.length === 1)
  const lead = parts.find(({ view }) => view?.kind === 'transpose')?.view
  if (lead?.kind === 'transpose') {
    const moved = parts.map((value) => untranspose(value, lead.permutation))
    return transpose(concatNow(graph, moved, at(lead.permutation, axis)), lead.permutation)
  }
  return concatNow(graph, parts, axis)
}

function concatNow(graph: Graph, values: readonly Value[], axis: number): Value {
  const first = at(values, 0)
  if (values.length === 1) return first
  const extent = values.reduce((sum, { shape }) => sum + at(shape, axis), 0)
  return graph.node('Concat', values, first.shape.with(axis, extent), first.type, { attributes: { axis } })
}

function split(graph: Graph, x: Value, sizes: readonly number[], axis: number): Value[] {
  if (sizes.length === 1) return [x]
  if (x.view?.kind === 'transpose') {
    const { of, permutation } = x.view
    return split(graph, of, sizes, at(permutation, axis)).map((part) => transpose(part, permutation))
  }
  const shapes = sizes.map((size) => x.shape.with(axis, size))
  return graph.nodes('Split', [x, graph.integers(sizes)], shapes, x.type, { attributes: { axis } })
}

function padded(x: Value, paddings: tf.PadV2Attrs['paddings']): number[] {
  return x.shape.map((extent, i) => extent + at(paddings, i)[0] + at(paddings, i)[1])
}

function pads(graph: Graph, paddings: tf.PadV2Attrs['paddings']): Value {
  return graph.integers([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)])
}

function list(inputs: Readonly<Record<string, Value | undefined>>): Value[] {
  return Object.values(inputs).filter((value) => value !== undefined)
}
