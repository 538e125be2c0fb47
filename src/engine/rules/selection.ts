import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'
import { at, cast, reshape, scalar } from '../views.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

/** Kernels that pick elements: slices, gathers, one-hot rows. */
export const selectionRules: Rules = new Map<string, Rule>([
  rule<tf.SliceAttrs>('Slice', (graph, inputs, attributes) => {
    const x = need(inputs, 'x')
    const [begin = [], size = []] = tf.slice_util.parseSliceParams(info(x), attributes.begin, attributes.size)
    const end = begin.map((first, i) => first + at(size, i))
    return slice(
      graph,
      x,
      begin,
      end,
      begin.map(() => 1),
      size,
    )
  }),
  rule<tf.StridedSliceAttrs>('StridedSlice', (graph, inputs, attributes) => {
    const x = need(inputs, 'x')
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes
    const plan = tf.slice_util.sliceInfo(
      [...x.shape],
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    )
    const shape = tf.slice_util.computeOutShape(plan.begin, plan.end, plan.strides)
    return reshape(slice(graph, x, plan.begin, plan.end, plan.strides, shape), plan.finalShape)
  }),
  rule<tf.ReverseAttrs>('Reverse', (graph, inputs, { dims }) => {
    const x = need(inputs, 'x')
    const reversed = tf.util.parseAxisParam(dims, [...x.shape])
    const turned = (axis: number) => reversed.includes(axis)
    return slice(
      graph,
      x,
      x.shape.map((extent, axis) => (turned(axis) ? extent - 1 : 0)),
      x.shape.map((extent, axis) => (turned(axis) ? -1 : extent)),
      x.shape.map((_, axis) => (turned(axis) ? -1 : 1)),
      x.shape,
    )
  }),
  rule<tf.GatherV2Attrs>('GatherV2', (graph, inputs, { axis, batchDims }) => {
    if (batchDims !== 0) throw new Error('the tracer gathers with no batch dimensions')
    const [x, indices] = [need(inputs, 'x'), need(inputs, 'indices')]
    const [along = 0] = tf.util.parseAxisParam(axis, [...x.shape])
    const shape = x.shape.toSpliced(along, 1, ...indices.shape)
    return graph.node('Gather', [x, indices], shape, x.type, { attributes: { axis: along } })
  }),
  rule('GatherNd', (graph, inputs) => {
    const [x, indices] = [need(inputs, 'params'), need(inputs, 'indices')]
    const shape = [
      ...indices.shape.slice(0, -1),
      ...x.shape.slice(at(indices.shape, indices.shape.length - 1)),
    ]
    return graph.node('GatherND', [x, cast(graph, indices, 'int64')], shape, x.type)
  }),
  rule<tf.OneHotAttrs>('OneHot', (graph, inputs, { depth, onValue, offValue, dtype }) => {
    const indices = need(inputs, 'indices')
    const type = dtype === 'int32' ? 'int32' : 'float32'
    const classes = graph.constant(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
    )
    const shape = [...indices.shape, depth]
    const hot = graph.node('Equal', [reshape(indices, [...indices.shape, 1]), classes], shape, 'bool')
    const choices = [scalar(graph, onValue, type), scalar(graph, offValue, type)]
    return cast(graph, graph.node('Where', [hot, ...choices], shape, type), dtype === 'bool' ? 'bool' : type)
  }),
])

/** Cuts along the axes that are not taken whole; `shape` is what comes out. */
function slice(
  graph: Graph,
  x: Value,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[],
  shape: readonly number[],
): Value {
  const cut = x.shape.flatMap((extent, axis) =>
    begin[axis] === 0 && end[axis] === extent && strides[axis] === 1 ? [] : [axis],
  )
  if (cut.length === 0) return x
  // Walking backwards, the end before element 0 is -1 to TensorFlow.js; to ONNX that is the last element.
  const ends = cut.map((axis) => (at(strides, axis) < 0 && at(end, axis) < 0 ? -(2 ** 31) : at(end, axis)))
  const starts = cut.map((axis) => {
    const whole = at(strides, axis) < 0 && at(begin, axis) === at(x.shape, axis) - 1
    return whole ? -1 : at(begin, axis)
  })
  const arguments_ = [starts, ends, cut, cut.map((axis) => at(strides, axis))]
  return graph.node('Slice', [x, ...arguments_.map((numbers) => graph.integers(numbers))], shape, x.type)
}

function info(x: Value): tf.TensorInfo {
  return { dataId: {}, shape: [...x.shape], dtype: 'float32' }
}
