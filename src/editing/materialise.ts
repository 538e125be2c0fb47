import type { UNetConfig } from '../models/unet-config.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import type { Weights } from '../weights/types.ts'
import { type TensorData, writeSafetensors } from '../weights/write-safetensors.ts'
import { editedMatrices } from './effect.ts'
import { type EmbeddingMap, solvedRight } from './embedding-map.ts'
import { load, unload, withWorkspace } from './workspace.ts'

/**
 * The edit written into the model (paper, eq. 5): every edited projection as W' = W P, computed in float64 and
 * rounded to the type of the weights it replaces (float32 for other types than F16 and F64).
 */
export function materialise(
  map: EmbeddingMap,
  config: UNetConfig,
  weights: Weights,
): Readonly<Record<string, TensorData>> {
  const entries = editedMatrices(map, config).map(({ name, inner, map: linear }) => {
    const { dtype, shape } = weights.span(name)
    const original = weights.readFloat64(name)
    const right = solvedRight(linear)
    const data = withWorkspace((space) => {
      const projected = space.matrix(inner, linear.rank)
      const matrix = load(space, original, inner, linear.width)
      space.multiplyAdd(projected, matrix, load(space, linear.left, linear.width, linear.rank))
      space.multiplyAdd(matrix, projected, load(space, right, linear.rank, linear.width))
      return unload(space, matrix, inner, linear.width)
    })
    const kept = dtype === 'F16' || dtype === 'F64' ? dtype : 'F32'
    return [name, { dtype: kept, shape, data }] as const
  })
  return Object.fromEntries(entries)
}

/** Writes the edited projections under their own names: a file that any loader of diffusers weights can lay over a UNet. */
export function exportMatrices(path: string, map: EmbeddingMap, config: UNetConfig, weights: Weights): void {
  writeSafetensors(path, materialise(map, config, weights), { format: 'pt' })
}

/** A UNet's weights with the tensors of the file at `path` in place of its own of the same name. */
export function overlay(weights: Weights, path: string): Weights {
  const over = openSafetensors(path).weights
  const of = (name: string): Weights => (over.has(name) ? over : weights)
  return {
    names: weights.names,
    has: (name) => weights.has(name),
    span: (name) => of(name).span(name),
    read: (name) => of(name).read(name),
    readFloat64: (name) => of(name).readFloat64(name),
  }
}
