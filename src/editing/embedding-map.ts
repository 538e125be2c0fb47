import type { NDArray } from '../engine/ndarray.ts'
import { loadFactor, solve } from './cholesky.ts'
import {
  load,
  loadTransposed,
  type Matrix,
  unload,
  unloadTransposed,
  type Workspace,
  withWorkspace,
} from './workspace.ts'

/**
 * A linear map of text embeddings close to the identity, kept as its factors:
 *
 *     P = I + left · (factor factorᵀ)⁻¹ · right
 *
 * which costs far less to make and to apply than the matrix P. All arrays are dense, row-major, float64.
 */
export interface LinearMap {
  /** Of one token's embedding. */
  readonly width: number
  readonly rank: number
  /** `[width, rank]` */
  readonly left: Float64Array
  /** Lower triangular `[rank, rank]`; undefined stands for the identity. */
  readonly factor: Float64Array | undefined
  /** `[rank, width]` */
  readonly right: Float64Array
}

/**
 * An edit: what keys and what values read instead of a token's embedding c, in every cross-attention layer.
 * Since W(P c) = (W P) c, a model that is fed P c is the model whose matrices are W P.
 */
export interface EmbeddingMap {
  readonly width: number
  /** Undefined is the identity; the same object as `values` where both are edited. */
  readonly keys: LinearMap | undefined
  readonly values: LinearMap | undefined
}

/** The map that changes nothing. */
export const identityMap = (width: number): EmbeddingMap => ({ width, keys: undefined, values: undefined })

/**
 * Maps embeddings, `[..., width]`: P c for each. Returns `states` itself where a map is the identity, and one
 * array for both where both are edited. Throws a RangeError where the width is another.
 */
export function applyMap(
  map: EmbeddingMap,
  states: NDArray,
): { readonly keys: NDArray; readonly values: NDArray } {
  if (states.shape.at(-1) !== map.width) {
    throw new RangeError(`An edit ${map.width} wide does not fit embeddings [${states.shape.join(', ')}]`)
  }
  const keys = applyLinear(map.keys, states)
  return { keys, values: map.values === map.keys ? keys : applyLinear(map.values, states) }
}

function applyLinear(map: LinearMap | undefined, states: NDArray): NDArray {
  if (map === undefined || states.data.length === 0) return states
  const { width, rank } = map
  const count = states.data.length / width
  const mapped = withWorkspace((space) => {
    const columns = loadTransposed(space, states.data, count, width)
    const inner = space.matrix(rank, count)
    space.multiplyAdd(inner, load(space, map.right, rank, width), columns)
    applyInverse(space, map, inner)
    space.multiplyAdd(columns, load(space, map.left, width, rank), inner)
    return unloadTransposed(space, columns, width, count)
  })
  return { data: new Float32Array(mapped), shape: states.shape }
}

function applyInverse(space: Workspace, map: LinearMap, inner: Matrix): void {
  if (map.factor !== undefined) solve(space, loadFactor(space, map.factor, map.rank), inner)
}

/** `(factor factorᵀ)⁻¹ · right`, dense `[rank, width]`: with it P = I + left · that. */
export function solvedRight(map: LinearMap): Float64Array {
  if (map.factor === undefined) return map.right
  return withWorkspace((space) => {
    const right = load(space, map.right, map.rank, map.width)
    applyInverse(space, map, right)
    return unload(space, right, map.rank, map.width)
  })
}

/** P itself, dense `[width, width]`: for programs that take prompt embeddings, and for tests. */
export function denseMap(map: LinearMap): Float64Array {
  const { width, rank } = map
  const solved = solvedRight(map)
  const matrix = withWorkspace((space) => {
    const product = space.matrix(width, width)
    space.multiplyAdd(product, load(space, map.left, width, rank), load(space, solved, rank, width))
    return unload(space, product, width, width)
  })
  for (let i = 0; i < width; i++) matrix[i * width + i]! += 1
  return matrix
}
