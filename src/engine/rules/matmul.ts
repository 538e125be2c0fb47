import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import { sizeOf } from '../ndarray.ts'
import type { Value } from '../value.ts'
import { at, reshape, transpose } from '../views.ts'
import { activate, binary } from './elementwise.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

export const matmulRules: Rules = new Map<string, Rule>([
  rule<tf.BatchMatMulAttrs>('BatchMatMul', (graph, { a, b }, { transposeA, transposeB }) =>
    matmul(graph, need({ a }, 'a'), need({ b }, 'b'), transposeA, transposeB),
  ),
  rule<tf._FusedMatMulAttrs>('_FusedMatMul', (graph, inputs, attributes) => {
    const { transposeA, transposeB, activation, leakyreluAlpha } = attributes
    const { a, b, bias, preluActivationWeights } = inputs
    const product = matmul(graph, need({ a }, 'a'), need({ b }, 'b'), transposeA, transposeB, bias)
    return activate(graph, product, activation, leakyreluAlpha, preluActivationWeights)
  }),
  rule<tf.EinsumAttrs>('Einsum', (graph, inputs, { equation }) => {
    const operands = Object.values(inputs).filter((value) => value !== undefined)
    const [terms = '', result = ''] = equation.replaceAll(' ', '').split('->')
    const extents = new Map(
      terms
        .split(',')
        .flatMap((term, i) => [...term].map((letter, axis) => [letter, at(at(operands, i).shape, axis)])),
    )
    const shape = [...result].map((letter) => extents.get(letter) ?? 1)
    return graph.node('Einsum', operands, shape, 'float32', { attributes: { equation } })
  }),
])

/** Two matrices by Gemm, which reads a PyTorch weight `[out, in]` as it lies in its file; stacks of them by MatMul. */
function matmul(
  graph: Graph,
  a: Value,
  b: Value,
  transposeA: boolean,
  transposeB: boolean,
  bias?: Value,
): Value {
  const [rowsA, columnsA] = lastTwo(a)
  const [rowsB, columnsB] = lastTwo(b)
  const rows = transposeA ? columnsA : rowsA
  const columns = transposeB ? rowsB : columnsB
  const stacks = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const shape = [...stacks, rows, columns]
  if (sizeOf(stacks) === 1) {
    const fits =
      bias &&
      (bias.shape.length === 0 || (bias.shape.length === 1 && [1, columns].includes(at(bias.shape, 0))))
    const operands = [reshape(a, [rowsA, columnsA]), reshape(b, [rowsB, columnsB]), fits ? bias : undefined]
    const attributes = { transA: Number(transposeA), transB: Number(transposeB) }
    const product = reshape(graph.node('Gemm', operands, [rows, columns], 'float32', { attributes }), shape)
    return bias && !fits ? binary(graph, 'Add', product, bias) : product
  }
  const turned = [transposeA ? flip(a) : a, transposeB ? flip(b) : b]
  const product = graph.node('MatMul', turned, shape, 'float32')
  return bias ? binary(graph, 'Add', product, bias) : product
}

function lastTwo({ shape }: Value): readonly [number, number] {
  return [at(shape, shape.length - 2), at(shape, shape.length - 1)]
}

function flip(x: Value): Value {
  const { length } = x.shape
  return transpose(x, [...Array.from({ length: length - 2 }, (_, i) => i), length - 1, length - 2])
}
