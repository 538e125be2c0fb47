import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'
import { at, channelsFirst, channelsLast, reshape, transpose } from '../views.ts'
import { activate, binary } from './elementwise.ts'
import { type Inputs, need, type Rule, type Rules, rule } from './rule.ts'

type Convolution = Omit<tf.FusedConv2DAttrs, 'activation'> & Partial<Pick<tf.FusedConv2DAttrs, 'activation'>>

export const convolutionRules: Rules = new Map<string, Rule>([
  rule<Convolution>('Conv2D', (graph, inputs, attributes) => convolve(graph, inputs, attributes, false)),
  rule<Convolution>('FusedConv2D', (graph, inputs, attributes) => convolve(graph, inputs, attributes, false)),
  rule<Convolution>('DepthwiseConv2dNative', (graph, inputs, attributes) =>
    convolve(graph, inputs, attributes, true),
  ),
  rule<Convolution>('FusedDepthwiseConv2D', (graph, inputs, attributes) =>
    convolve(graph, inputs, attributes, true),
  ),
  rule<tf.Conv2DBackpropInputAttrs>('Conv2DBackpropInput', (graph, inputs, attributes) => {
    const [dy, filter] = [need(inputs, 'dy'), need(inputs, 'filter')]
    if (attributes.dataFormat === 'NCHW')
      throw new Error('the tracer transposes convolutions channels last only')
    const { inputShape, strides, pad, dimRoundingMode } = attributes
    const kernel = four(filter.shape)
    const plan = tf.backend_util.computeConv2DInfo(inputShape, kernel, strides, 1, pad, dimRoundingMode)
    const { padInfo } = plan
    const extra = [
      plan.inHeight + padInfo.top + padInfo.bottom - (plan.outHeight - 1) * plan.strideHeight - kernel[0],
      plan.inWidth + padInfo.left + padInfo.right - (plan.outWidth - 1) * plan.strideWidth - kernel[1],
    ]
    const shape = [at(inputShape, 0), plan.inChannels, plan.inHeight, plan.inWidth]
    const options = { attributes: { ...spatial(plan), output_padding: extra } }
    const operands = [channelsFirst(dy), transpose(filter, [3, 2, 0, 1])]
    return channelsLast(graph.node('ConvTranspose', operands, shape, 'float32', options))
  }),
  rule<tf.MaxPoolAttrs>('MaxPool', (graph, inputs, attributes) =>
    pool(graph, 'MaxPool', need(inputs, 'x'), attributes),
  ),
  rule<tf.AvgPoolAttrs>('AvgPool', (graph, inputs, attributes) =>
    pool(graph, 'AveragePool', need(inputs, 'x'), attributes),
  ),
])

function convolve(graph: Graph, inputs: Inputs, attributes: Convolution, depthwise: boolean): Value {
  const { strides, pad, dataFormat, dimRoundingMode, activation = 'linear', leakyreluAlpha } = attributes
  const { bias, preluActivationWeights } = inputs
  const filter = need(inputs, 'filter')
  const last = dataFormat !== 'NCHW'
  const [x, before] = unpadded(need(inputs, 'x'), last)
  const order = last ? 'channelsLast' : 'channelsFirst'
  const shape = four(need(inputs, 'x').shape)
  const plan = tf.backend_util.computeConv2DInfo(
    shape,
    four(filter.shape),
    strides,
    attributes.dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    order,
  )
  const [height = 1, width = 1, fan = 1, multiplier = 1] = filter.shape
  const weight = depthwise
    ? reshape(transpose(filter, [2, 3, 0, 1]), [fan * multiplier, 1, height, width])
    : transpose(filter, [3, 2, 0, 1])
  const simpleBias = bias?.shape.length === 1 && bias.shape[0] === plan.outChannels ? bias : undefined
  const own = spatial(plan)
  const y = graph.node(
    'Conv',
    [last ? channelsFirst(x) : x, weight, simpleBias],
    [plan.batchSize, plan.outChannels, plan.outHeight, plan.outWidth],
    'float32',
    {
      attributes: {
        ...own,
        pads: own.pads.map((side, i) => side + at(before, i)),
        group: depthwise ? fan : 1,
      },
    },
  )
  const product = last ? channelsLast(y) : y
  const shifted = bias && !simpleBias ? binary(graph, 'Add', product, bias) : product
  return activate(graph, shifted, activation, leakyreluAlpha, preluActivationWeights)
}

function pool(graph: Graph, op: string, x: Value, attributes: tf.MaxPoolAttrs): Value {
  const { filterSize, strides, pad, dimRoundingMode } = attributes
  const plan = tf.backend_util.computePool2DInfo(four(x.shape), filterSize, strides, 1, pad, dimRoundingMode)
  const shape = [plan.batchSize, plan.outChannels, plan.outHeight, plan.outWidth]
  const own = spatial(plan)
  const { dilations, ...rest } = own
  const [top = 0, left = 0, bottom = 0] = own.pads
  const floor = Math.floor((plan.inHeight + top + bottom - plan.filterHeight) / plan.strideHeight) + 1
  const ceil_mode = Number(
    floor !== plan.outHeight ||
      Math.floor((plan.inWidth + left + at(own.pads, 3) - plan.filterWidth) / plan.strideWidth) + 1 !==
        plan.outWidth,
  )
  const options = { attributes: { ...rest, kernel_shape: [plan.filterHeight, plan.filterWidth], ceil_mode } }
  return channelsLast(graph.node(op, [channelsFirst(x)], shape, x.type, options))
}

/** Takes zero padding of height and width off again, for the convolution to do: `[top, left, bottom, right]`. */
function unpadded(x: Value, last: boolean): readonly [Value, readonly number[]] {
  if (x.view?.kind !== 'pad') return [x, [0, 0, 0, 0]]
  const { of, paddings } = x.view
  const [rows, columns] = last ? [1, 2] : [2, 3]
  const others = paddings.filter((_, axis) => axis !== rows && axis !== columns)
  if (others.some(([before, after]) => before !== 0 || after !== 0)) return [x, [0, 0, 0, 0]]
  const [[top, bottom], [left, right]] = [at(paddings, rows), at(paddings, columns)]
  return [of, [top, left, bottom, right]]
}

function spatial(plan: tf.backend_util.Conv2DInfo) {
  const { top, left, bottom, right } = plan.padInfo
  return {
    strides: [plan.strideHeight, plan.strideWidth],
    dilations: [plan.dilationHeight, plan.dilationWidth],
    pads: [top, left, bottom, right],
  }
}

function four(shape: readonly number[]): [number, number, number, number] {
  return [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)]
}
