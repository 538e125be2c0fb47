import { InputError } from '../errors.ts'
import type { UNetConfig } from '../models/unet-config.ts'
import { crossAttentionLayers } from '../models/unet-layout.ts'
import type { Weights } from '../weights/types.ts'
import { type EmbeddingMap, type LinearMap, solvedRight } from './embedding-map.ts'
import { load, loadTransposed, type Matrix, unload, type Workspace, withWorkspace } from './workspace.ts'

/** How much of a model an edit touches, and how far it moves it. */
export interface Effect {
  /** Cross-attention layers. */
  readonly layers: number
  /** Key and value projections. */
  readonly matrices: number
  /** Their elements. */
  readonly parameters: number
  /** ||W' - W|| / ||W||, Frobenius, over all edited matrices together. */
  readonly size: number
}

/** An edited projection: its name in the UNet's weights, its width, and the map that edits it. */
export interface EditedMatrix {
  readonly name: string
  readonly inner: number
  readonly map: LinearMap
}

/** The key and value projections that an edit reaches, in the order of the layers. */
export function editedMatrices(map: EmbeddingMap, config: UNetConfig): readonly EditedMatrix[] {
  return crossAttentionLayers(config).flatMap(({ name, inner }) => [
    ...(map.keys ? [{ name: `${name}.to_k.weight`, inner, map: map.keys }] : []),
    ...(map.values ? [{ name: `${name}.to_v.weight`, inner, map: map.values }] : []),
  ])
}

/**
 * Measures an edit on a UNet's own weights.
 * Throws an InputError where it reaches no matrix or changes none: an edit that does nothing must not pass for one.
 */
export function measureEffect(map: EmbeddingMap, config: UNetConfig, weights: Weights): Effect {
  const edited = editedMatrices(map, config)
  if (edited.length === 0) {
    throw new InputError(
      'The edit reaches no cross-attention layer, so it does nothing: edit keys or values.',
    )
  }
  let moved = 0
  let whole = 0
  const grams = new Map(edited.map((each) => [each.map, rightGram(each.map)]))
  for (const { name, inner, map: linear } of edited) {
    const matrix = weights.read(name)
    for (const value of matrix) whole += value * value
    moved += squaredChange(matrix, inner, linear, grams.get(linear) ?? new Float64Array())
  }
  if (!(moved > 0)) {
    throw new InputError(
      'The edit changes no weight, since source and destination read the same to the model: word the destination otherwise.',
    )
  }
  return {
    layers: crossAttentionLayers(config).length,
    matrices: edited.length,
    parameters: edited.reduce((sum, { inner }) => sum + inner * map.width, 0),
    size: Math.sqrt(moved / whole),
  }
}

/** `right rightᵀ`, `[rank, rank]`, of the solved right factor. */
function rightGram(map: LinearMap): Float64Array {
  const { rank, width } = map
  const right = solvedRight(map)
  return withWorkspace((space) => {
    const gram = space.matrix(rank, rank)
    space.multiplyAdd(gram, load(space, right, rank, width), loadTransposed(space, right, rank, width))
    return unload(space, gram, rank, rank)
  })
}

/** `||W left right||²` as the sum over `(W left) gram ∘ (W left)`, which never makes the product itself. */
function squaredChange(
  matrix: Float32Array,
  inner: number,
  { width, rank, left }: LinearMap,
  gram: Float64Array,
): number {
  return withWorkspace((space) => {
    const projected = space.matrix(inner, rank)
    space.multiplyAdd(projected, load(space, matrix, inner, width), load(space, left, width, rank))
    const weighted = space.matrix(inner, rank)
    space.multiplyAdd(weighted, projected, load(space, gram, rank, rank))
    return innerProduct(space, projected, weighted)
  })
}

function innerProduct({ data }: Workspace, a: Matrix, b: Matrix): number {
  let sum = 0
  for (let k = 0; k < a.rows * a.stride; k++) sum += (data[a.offset + k] ?? 0) * (data[b.offset + k] ?? 0)
  return sum
}
