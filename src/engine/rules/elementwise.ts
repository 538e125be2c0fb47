import type * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import type { ElementType } from '../onnx.ts'
import type { NodeOptions, Value } from '../value.ts'
import { cast, elementwise, filled, scalar } from '../views.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

/** TensorFlow.js kernels that ONNX has under the same meaning, one input `x`. */
const unary: Readonly<Record<string, string>> = {
  Abs: 'Abs',
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Elu: 'Elu',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Log: 'Log',
  Neg: 'Neg',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Selu: 'Selu',
  Sigmoid: 'Sigmoid',
  Sign: 'Sign',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Tan: 'Tan',
  Tanh: 'Tanh',
}

const arithmetic: Readonly<Record<string, string>> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Pow: 'Pow',
  Maximum: 'Max',
  Minimum: 'Min',
}

const comparison: Readonly<Record<string, string>> = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
}

const logical: Readonly<Record<string, string>> = { LogicalAnd: 'And', LogicalOr: 'Or', LogicalXor: 'Xor' }

export const elementwiseRules: Rules = new Map<string, Rule>([
  ...Object.entries(unary).map(([kernel, op]) => rule(kernel, (graph, { x }) => map(graph, op, x))),
  ...Object.entries(arithmetic).map(([kernel, op]) =>
    rule(kernel, (graph, { a, b }) => binary(graph, op, a, b)),
  ),
  ...Object.entries(comparison).map(([kernel, op]) =>
    rule(kernel, (graph, { a, b }) => binary(graph, op, a, b, 'bool')),
  ),
  ...Object.entries(logical).map(([kernel, op]) =>
    rule(kernel, (graph, { a, b }) => elementwise(graph, op, [some(a), some(b)], 'bool')),
  ),
  rule('NotEqual', (graph, { a, b }) => map(graph, 'Not', binary(graph, 'Equal', a, b, 'bool'))),
  rule('LogicalNot', (graph, { x }) => map(graph, 'Not', x)),
  rule('FloorDiv', (graph, { a, b }) => {
    const quotient = binary(graph, 'Div', cast(graph, some(a), 'float32'), cast(graph, some(b), 'float32'))
    return cast(graph, map(graph, 'Floor', quotient), 'int32')
  }),
  rule('Mod', (graph, { a, b }) => {
    if (some(a).type === 'int32') return binary(graph, 'Mod', a, b)
    const quotient = map(graph, 'Floor', binary(graph, 'Div', a, b))
    return binary(graph, 'Sub', a, binary(graph, 'Mul', quotient, b))
  }),
  rule('SquaredDifference', (graph, { a, b }) => {
    const difference = binary(graph, 'Sub', a, b)
    return binary(graph, 'Mul', difference, difference)
  }),
  rule('AddN', (graph, inputs) =>
    Object.values(inputs)
      .map(some)
      .reduce((sum, term) => binary(graph, 'Add', sum, term)),
  ),
  rule('Square', (graph, { x }) => binary(graph, 'Mul', x, x)),
  rule('Rsqrt', (graph, { x }) => map(graph, 'Reciprocal', map(graph, 'Sqrt', x))),
  rule('Expm1', (graph, { x }) => binary(graph, 'Sub', map(graph, 'Exp', x), scalar(graph, 1))),
  rule('Log1p', (graph, { x }) => map(graph, 'Log', binary(graph, 'Add', x, scalar(graph, 1)))),
  rule('IsNan', (graph, { x }) => elementwise(graph, 'IsNaN', [some(x)], 'bool')),
  rule('IsInf', (graph, { x }) => elementwise(graph, 'IsInf', [some(x)], 'bool')),
  rule('Relu6', (graph, { x }) => clip(graph, some(x), 0, 6)),
  rule<tf.ClipByValueAttrs>('ClipByValue', (graph, { x }, { clipValueMin, clipValueMax }) =>
    clip(graph, some(x), clipValueMin, clipValueMax),
  ),
  rule<tf.LeakyReluAttrs>('LeakyRelu', (graph, { x }, { alpha }) => leakyRelu(graph, some(x), alpha)),
  rule('Prelu', (graph, { x, alpha }) => elementwise(graph, 'PRelu', [some(x), some(alpha)], 'float32')),
  rule<tf.StepAttrs>('Step', (graph, { x }, { alpha }) => {
    const positive = binary(graph, 'Greater', x, scalar(graph, 0, some(x).type), 'bool')
    return elementwise(graph, 'Where', [positive, scalar(graph, 1), scalar(graph, alpha)], 'float32')
  }),
  rule('Select', (graph, { condition, t, e }) => {
    const type = common(some(t), some(e))
    const [then, otherwise] = [cast(graph, some(t), type), cast(graph, some(e), type)]
    return elementwise(graph, 'Where', [some(condition), then, otherwise], type)
  }),
  rule('Identity', (_, { x }) => some(x)),
  rule<tf.CastAttrs>('Cast', (graph, { x }, { dtype }) => castTo(graph, some(x), dtype)),
  rule('ZerosLike', (graph, { x }) => filled(graph, 0, some(x).shape, some(x).type)),
  rule('OnesLike', (graph, { x }) => filled(graph, 1, some(x).shape, some(x).type)),
])

/** The activation that a fused kernel ends in. */
export function activate(
  graph: Graph,
  x: Value,
  activation: tf.FusedConv2DAttrs['activation'],
  leakyreluAlpha = 0.2,
  weights?: Value,
): Value {
  if (activation === 'linear') return x
  if (activation === 'relu6') return clip(graph, x, 0, 6)
  if (activation === 'leakyrelu') return leakyRelu(graph, x, leakyreluAlpha)
  if (activation === 'prelu') return elementwise(graph, 'PRelu', [x, some(weights)], 'float32')
  return map(graph, { relu: 'Relu', elu: 'Elu', sigmoid: 'Sigmoid' }[activation], x)
}

/** One operator over two inputs brought to one type, broadcast. */
export function binary(
  graph: Graph,
  op: string,
  a: Value | undefined,
  b: Value | undefined,
  result?: ElementType,
): Value {
  const shared = common(some(a), some(b))
  // ONNX computes with no booleans; TensorFlow.js takes them for integers.
  const type = shared === 'bool' && op !== 'Equal' ? 'int32' : shared
  return elementwise(graph, op, [cast(graph, some(a), type), cast(graph, some(b), type)], result ?? type)
}

/** The narrower type that holds both. */
function common(a: Value, b: Value): ElementType {
  const order: readonly ElementType[] = ['float32', 'int32', 'bool']
  return order.find((type) => a.type === type || b.type === type) ?? a.type
}

/** One operator over one input. */
export function map(graph: Graph, op: string, x: Value | undefined, options?: NodeOptions): Value {
  return elementwise(graph, op, [some(x)], some(x).type, options)
}

function clip(graph: Graph, x: Value, low: number, high: number): Value {
  const type = x.type
  return elementwise(graph, 'Clip', [x, scalar(graph, low, type), scalar(graph, high, type)], type)
}

function leakyRelu(graph: Graph, x: Value, alpha: number): Value {
  return map(graph, 'LeakyRelu', x, { attributes: { alpha: { float: alpha } } })
}

function castTo(graph: Graph, x: Value, dtype: string): Value {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new Error(`the tracer casts to no ${dtype}`)
  }
  return cast(graph, x, dtype)
}

function some(value: Value | undefined): Value {
  return need({ value }, 'value')
}
