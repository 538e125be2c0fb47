import type * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'
import { at, channelsFirst, channelsLast } from '../views.ts'
import { need, type Rule, type Rules, rule } from './rule.ts'

export const imageRules: Rules = new Map<string, Rule>([
  rule<tf.ResizeNearestNeighborAttrs>('ResizeNearestNeighbor', (graph, { images }, attributes) => {
    const { alignCorners, halfPixelCenters } = attributes
    // Floor of (i + 1/2) scale is the rounding of (i + 1/2) scale - 1/2, ties upwards.
    const nearest_mode = alignCorners || halfPixelCenters ? 'round_prefer_ceil' : 'floor'
    return resize(graph, need({ images }, 'images'), attributes, { mode: 'nearest', nearest_mode })
  }),
  rule<tf.ResizeBilinearAttrs>('ResizeBilinear', (graph, { images }, attributes) =>
    resize(graph, need({ images }, 'images'), attributes, { mode: 'linear' }),
  ),
])

function resize(
  graph: Graph,
  x: Value,
  { size, alignCorners, halfPixelCenters }: tf.ResizeBilinearAttrs,
  mode: Readonly<Record<string, string>>,
): Value {
  const source = channelsFirst(x)
  const coordinates = alignCorners ? 'align_corners' : halfPixelCenters ? 'half_pixel' : 'asymmetric'
  const attributes = { ...mode, coordinate_transformation_mode: coordinates }
  const shape = [at(source.shape, 0), at(source.shape, 1), ...size]
  // All four axes: ONNX Runtime 1.30 moves a transpose past Resize wrongly where `axes` names fewer.
  const operands = [source, undefined, undefined, graph.integers(shape)]
  return channelsLast(graph.node('Resize', operands, shape, x.type, { attributes }))
}
