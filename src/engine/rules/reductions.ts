import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import type { ElementType } from '../onnx.ts'
import type { Value } from '../value.ts'
import { at, cast, reshape, transpose } from '../views.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

interface Reduction {
  readonly axis: number | number[]
  readonly keepDims: boolean
}

export const reductionRules: Rules = new Map<string, Rule>([
  reduction('Sum', 'ReduceSum'),
  reduction('Mean', 'ReduceMean', 'float32'),
  reduction('Prod', 'ReduceProd'),
  reduction('Max', 'ReduceMax'),
  reduction('Min', 'ReduceMin'),
  reduction('All', 'ReduceMin', 'int32', 'bool'),
  reduction('Any', 'ReduceMax', 'int32', 'bool'),
  ...(['ArgMax', 'ArgMin'] as const).map((kernel) =>
    rule<tf.ArgMaxAttrs>(kernel, (graph, inputs, attributes) => {
      const x = need(inputs, 'x')
      const [axis = 0] = tf.util.parseAxisParam(attributes.axis, [...x.shape])
      const shape = x.shape.filter((_, i) => i !== axis)
      return cast(
        graph,
        graph.node(kernel, [x], shape, 'int64', { attributes: { axis, keepdims: 0 } }),
        'int32',
      )
    }),
  ),
  rule<tf.SoftmaxAttrs>('Softmax', (graph, { logits }, { dim }) => lastAxis(graph, 'Softmax', logits, dim)),
  rule<tf.LogSoftmaxAttrs>('LogSoftmax', (graph, { logits }, { axis }) =>
    lastAxis(graph, 'LogSoftmax', logits, axis),
  ),
  rule<tf.CumsumAttrs>('Cumsum', (graph, inputs, { axis, exclusive, reverse }) => {
    const x = need(inputs, 'x')
    const along = graph.constant(Int32Array.from(tf.util.parseAxisParam(axis, [...x.shape])), [])
    const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) }
    return graph.node('CumSum', [x, along], x.shape, x.type, { attributes })
  }),
  rule<tf.TopKAttrs>('TopK', (graph, inputs, { k }) => {
    const x = need(inputs, 'x')
    const shape = [...x.shape.slice(0, -1), k]
    const [values, indices] = graph.nodes('TopK', [x, graph.integers([k])], [shape, shape], x.type)
    const positions: Value = { ...need({ indices }, 'indices'), type: 'int64' }
    return [need({ values }, 'values'), cast(graph, positions, 'int32')]
  }),
])

/** Sums and the like over some axes; computed in type `within`, given back in type `result`. */
function reduction(kernel: string, op: string, within?: ElementType, result?: ElementType): [string, Rule] {
  return rule<Reduction & tf.MaxAttrs>(kernel, (graph, inputs, { axis, reductionIndices, keepDims }) => {
    const x = need(inputs, 'x')
    const type = within ?? (x.type === 'bool' ? 'int32' : x.type)
    const axes = tf.util.parseAxisParam(axis ?? reductionIndices, [...x.shape])
    const kept = x.shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
    const reduced = reduce(graph, op, cast(graph, x, type), axes)
    const y = cast(graph, reduced, result ?? type)
    return keepDims
      ? reshape(y, kept)
      : reshape(
          y,
          kept.filter((_, i) => !axes.includes(i)),
        )
  })
}

/** Reduces over axes that are kept as ones, on what `x` is a transposition of, if it is one. */
function reduce(graph: Graph, op: string, x: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return x
  if (x.view?.kind === 'transpose') {
    const { of, permutation } = x.view
    return transpose(
      reduce(
        graph,
        op,
        of,
        axes.map((axis) => at(permutation, axis)),
      ),
      permutation,
    )
  }
  const shape = x.shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
  return graph.node(op, [x, graph.integers(axes)], shape, x.type, { attributes: { keepdims: 1 } })
}

function lastAxis(graph: Graph, op: string, logits: Value | undefined, dim: number): Value {
  const x = need({ logits }, 'logits')
  const [axis = 0] = tf.util.parseAxisParam(dim, [...x.shape])
  return graph.node(op, [x], x.shape, 'float32', { attributes: { axis } })
}
