import type * as tf from '@tensorflow/tfjs-core'
import { at, channelsFirst, channelsLast, reshape } from '../views.ts'
import { binary, map } from './elementwise.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

interface Norm {
  readonly groups: number
  readonly epsilon: number
}

/** What `ops.ts` asks for in one piece, by the operators that ONNX Runtime is fast at. */
export const fusedRules: Rules = new Map<string, Rule>([
  rule<{ readonly heads: number; readonly causal: boolean }>(
    'Attention',
    (graph, inputs, { heads, causal }) => {
      const [q, k, v] = [need(inputs, 'q'), need(inputs, 'k'), need(inputs, 'v')]
      const attributes = { num_heads: heads, unidirectional: Number(causal) }
      return graph.node('MultiHeadAttention', [q, k, v], q.shape, 'float32', {
        attributes,
        domain: 'com.microsoft',
      })
    },
  ),
  // ONNX Runtime computes ONNX's own GroupNormalization piece by piece; instances of [b, groups, rest] are groups.
  rule<Norm>('GroupNorm', (graph, inputs, { groups, epsilon }) => {
    const x = channelsFirst(need(inputs, 'x'))
    const [batch = 1, channels = 1, ...rest] = x.shape
    const size = rest.reduce((product, extent) => product * extent, channels / groups)
    const [one, zero] = [1, 0].map((value) => graph.constant(new Float32Array(groups).fill(value), [groups]))
    const instances = [reshape(x, [batch, groups, size]), one, zero]
    const attributes = { epsilon: { float: epsilon } }
    const shape = [batch, groups, size]
    const normal = graph.node('InstanceNormalization', instances, shape, 'float32', { attributes })
    const perChannel = [channels, ...rest.map(() => 1)]
    const scaled = binary(graph, 'Mul', reshape(normal, x.shape), reshape(need(inputs, 'gamma'), perChannel))
    return channelsLast(binary(graph, 'Add', scaled, reshape(need(inputs, 'beta'), perChannel)))
  }),
  rule<Norm>('LayerNormalization', (graph, inputs, { epsilon }) => {
    const x = need(inputs, 'x')
    const operands = [x, need(inputs, 'gamma'), need(inputs, 'beta')]
    const attributes = { epsilon: { float: epsilon } }
    return graph.node('LayerNormalization', operands, x.shape, 'float32', { attributes })
  }),
  rule<tf.FusedBatchNormAttrs>('FusedBatchNorm', (graph, inputs, { varianceEpsilon }) => {
    const x = channelsFirst(need(inputs, 'x'))
    const [mean, variance] = [need(inputs, 'mean'), need(inputs, 'variance')]
    const constant = (value: number) =>
      graph.constant(new Float32Array(at(mean.shape, 0)).fill(value), mean.shape)
    const operands = [x, inputs.scale ?? constant(1), inputs.offset ?? constant(0), mean, variance]
    const attributes = { epsilon: { float: varianceEpsilon } }
    return channelsLast(graph.node('BatchNormalization', operands, x.shape, 'float32', { attributes }))
  }),
  rule('Silu', (graph, { x }) => quickGelu(graph, x, 1)),
  rule('QuickGelu', (graph, { x }) => quickGelu(graph, x, 1.702)),
  rule('Gelu', (graph, { x }) => map(graph, 'Gelu', x, { domain: 'com.microsoft' })),
])

function quickGelu(graph: Parameters<Rule>[0], x: Parameters<typeof map>[2], alpha: number) {
  return map(graph, 'QuickGelu', x, { attributes: { alpha: { float: alpha } }, domain: 'com.microsoft' })
}
