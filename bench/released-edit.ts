import { align } from '../src/editing/align.ts'
import type { EmbeddedPair } from '../src/editing/columns.ts'

/**
 * Eq. 5 as the authors' released code computes it, one matrix at a time: an outer product a token, summed, then an
 * inverse (here by Gauss-Jordan). `weights` is `[inner, width]`; returns the edited matrix.
 */
export function releasedEdit(
  weights: Float64Array,
  inner: number,
  pairs: readonly EmbeddedPair[],
  lambda: number,
): Float64Array {
  const width = weights.length / inner
  const left = weights.map((value) => lambda * value)
  const right = new Float64Array(width * width)
  for (let i = 0; i < width; i++) right[i * (width + 1)] = lambda
  for (const { source, destination } of pairs) {
    const counterpart = align(source.tokens, destination.tokens, 'released').destination
    for (const [token, to] of counterpart.entries()) {
      const context = source.states.data.subarray(token * width, (token + 1) * width)
      const target = destination.states.data.subarray(to * width, (to + 1) * width)
      addOuter(left, timesVector(weights, target), context)
      addOuter(right, context, context)
    }
  }
  return solveRight(left, right, inner, width)
}

function timesVector(matrix: Float64Array, vector: Float32Array): Float64Array {
  const width = vector.length
  const product = new Float64Array(matrix.length / width)
  for (let i = 0; i < product.length; i++) {
    let sum = 0
    for (let j = 0; j < width; j++) sum += (matrix[i * width + j] ?? 0) * (vector[j] ?? 0)
    product[i] = sum
  }
  return product
}

function addOuter(to: Float64Array, column: Float64Array | Float32Array, row: Float32Array): void {
  const width = row.length
  for (let i = 0; i < column.length; i++) {
    const scale = column[i] ?? 0
    for (let j = 0; j < width; j++) to[i * width + j]! += scale * (row[j] ?? 0)
  }
}

/** `left right⁻¹` for a symmetric positive definite `right`: no pivoting is needed. */
function solveRight(left: Float64Array, right: Float64Array, rows: number, width: number): Float64Array {
  const inverse = new Float64Array(width * width)
  for (let i = 0; i < width; i++) inverse[i * (width + 1)] = 1
  for (let pivot = 0; pivot < width; pivot++) {
    const scale = 1 / (right[pivot * (width + 1)] ?? 0)
    for (let j = 0; j < width; j++) {
      right[pivot * width + j]! *= scale
      inverse[pivot * width + j]! *= scale
    }
    for (let i = 0; i < width; i++) {
      const factor = i === pivot ? 0 : (right[i * width + pivot] ?? 0)
      if (factor === 0) continue
      for (let j = 0; j < width; j++) {
        right[i * width + j]! -= factor * (right[pivot * width + j] ?? 0)
        inverse[i * width + j]! -= factor * (inverse[pivot * width + j] ?? 0)
      }
    }
  }
  const product = new Float64Array(rows * width)
  for (let i = 0; i < rows; i++)
    for (let p = 0; p < width; p++) {
      const scale = left[i * width + p] ?? 0
      for (let j = 0; j < width; j++) product[i * width + j]! += scale * (inverse[p * width + j] ?? 0)
    }
  return product
}
