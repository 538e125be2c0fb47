import { alignColumns, type Columns } from './columns.ts'
import type { EditMethod } from './method.ts'
import { settingsOf } from './settings.ts'

/**
 * Eq. 5 as it stands in the paper and in the authors' released code, every number rounded to float32: sums of outer products,
 * an inverse, a product. It is here to be compared with, since W' = W P loses digits in no other way; preserve sets do not
 * enter. P - I is kept whole, of full rank.
 */
export const closedForm32: EditMethod = {
  name: 'eq. 5 in float32',
  edit(pairs, { preserve: _, ...options }) {
    const { lambda, align, only } = settingsOf(options)
    const columns = alignColumns(pairs, align)
    const { width } = columns
    const left = product(
      sums(columns.destination, columns, lambda),
      inverse(sums(columns.source, columns, lambda), width),
      width,
    )
    for (let i = 0; i < width; i++) left[i * (width + 1)]! -= 1
    const map = {
      width,
      rank: width,
      left: new Float64Array(left),
      factor: undefined,
      right: identity(width),
    }
    return {
      width,
      keys: only === 'values' ? undefined : map,
      values: only === 'keys' ? undefined : map,
    }
  },
}

/** `lambda I + sum of to_i c_iᵀ`, `[width, width]`. */
function sums(to: Float32Array, { source, count, width }: Columns, lambda: number): Float32Array {
  const sum = new Float32Array(width * width)
  for (let i = 0; i < width; i++) sum[i * (width + 1)] = lambda
  for (let token = 0; token < count; token++) {
    for (let i = 0; i < width; i++) {
      const scale = to[token * width + i]!
      for (let j = 0; j < width; j++) sum[i * width + j]! += scale * source[token * width + j]!
    }
  }
  return sum
}

/** By Gauss-Jordan elimination with the largest pivot of each column; not finite where the matrix is singular. */
function inverse(matrix: Float32Array, size: number): Float32Array {
  const a = matrix.slice()
  const b = new Float32Array(identity(size))
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot
    for (let i = pivot + 1; i < size; i++) {
      if (Math.abs(a[i * size + pivot]!) > Math.abs(a[best * size + pivot]!)) best = i
    }
    for (const rows of [a, b]) swapRows(rows, size, pivot, best)
    const scale = 1 / a[pivot * (size + 1)]!
    for (let j = 0; j < size; j++) {
      a[pivot * size + j]! *= scale
      b[pivot * size + j]! *= scale
    }
    for (let i = 0; i < size; i++) {
      const factor = i === pivot ? 0 : a[i * size + pivot]!
      if (factor === 0) continue
      for (let j = 0; j < size; j++) {
        a[i * size + j]! -= factor * a[pivot * size + j]!
        b[i * size + j]! -= factor * b[pivot * size + j]!
      }
    }
  }
  return b
}

function swapRows(rows: Float32Array, size: number, first: number, second: number): void {
  if (first === second) return
  const kept = rows.slice(first * size, (first + 1) * size)
  rows.copyWithin(first * size, second * size, (second + 1) * size)
  rows.set(kept, second * size)
}

function product(a: Float32Array, b: Float32Array, size: number): Float32Array {
  const to = new Float32Array(size * size)
  for (let i = 0; i < size; i++)
    for (let p = 0; p < size; p++) {
      const scale = a[i * size + p]!
      for (let j = 0; j < size; j++) to[i * size + j]! += scale * b[p * size + j]!
    }
  return to
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) matrix[i * (size + 1)] = 1
  return matrix
}
