import { block, type Matrix, unload, type Workspace } from './workspace.ts'

/** Rows that are finished together before the matrix product takes over. */
const blockRows = 16

/**
 * Factors a symmetric positive definite matrix in place, `a = l lᵀ`: l in the lower triangle, its transpose in
 * the upper, so that either can stand left or right in a row-major product. Only the lower triangle is read.
 * `size` is the content's; rows and columns beyond it become the identity's.
 * Returns false where a pivot is not positive: the matrix is singular to working precision.
 */
export function factor(space: Workspace, a: Matrix, size: number): boolean {
  const { data } = space
  for (let i = size; i < a.rows; i++) data[a.offset + i * a.stride + i] = 1
  for (let first = 0; first < a.rows; first += blockRows) {
    const width = Math.min(blockRows, a.rows - first)
    const height = a.rows - first
    if (first > 0) {
      const below = block(a, first, 0, height, first)
      space.multiplyAdd(block(a, first, first, height, width), below, block(a, 0, first, first, width), -1)
    }
    if (!factorPanel(data, a, first, width)) return false
    mirrorPanel(data, a, first, width)
  }
  return true
}

/** The panel's own columns, with everything to their left already subtracted. */
function factorPanel(data: Float64Array, a: Matrix, first: number, width: number): boolean {
  for (let j = first; j < first + width; j++) {
    const pivotRow = a.offset + j * a.stride
    for (let i = j; i < a.rows; i++) {
      const row = a.offset + i * a.stride
      let sum = data[row + j]!
      for (let p = first; p < j; p++) sum -= data[row + p]! * data[pivotRow + p]!
      data[row + j] = sum
    }
    const pivot = data[pivotRow + j]!
    if (!(pivot > 0)) return false
    const scale = Math.sqrt(pivot)
    for (let i = j; i < a.rows; i++) data[a.offset + i * a.stride + j]! /= scale
  }
  return true
}

function mirrorPanel(data: Float64Array, a: Matrix, first: number, width: number): void {
  for (let i = first; i < a.rows; i++) {
    for (let j = first; j < Math.min(first + width, i); j++) {
      data[a.offset + j * a.stride + i] = data[a.offset + i * a.stride + j]!
    }
  }
}

/** Solves `l lᵀ x = y` in place, y `[rows, any]`, by the factor that `factor` left. */
export function solve(space: Workspace, l: Matrix, y: Matrix): void {
  const { rows } = l
  for (let first = 0; first < rows; first += blockRows) {
    const end = Math.min(first + blockRows, rows)
    subtractProduct(space, l, y, first, end, 0, first)
    for (let row = first; row < end; row += 4) {
      subtractProduct(space, l, y, row, row + 4, first, row)
      for (let i = row; i < row + 4; i++) substitute(space.data, l, y, i, row, i)
    }
  }
  for (let end = rows; end > 0; ) {
    const first = Math.floor((end - 1) / blockRows) * blockRows
    subtractProduct(space, l, y, first, end, end, rows)
    for (let row = end - 4; row >= first; row -= 4) {
      subtractProduct(space, l, y, row, row + 4, row + 4, end)
      for (let i = row + 3; i >= row; i--) substitute(space.data, l, y, i, i + 1, row + 4)
    }
    end = first
  }
}

/** `y[first..end) -= l[first..end, from..to) y[from..to)` */
function subtractProduct(
  space: Workspace,
  l: Matrix,
  y: Matrix,
  first: number,
  end: number,
  from: number,
  to: number,
): void {
  if (to <= from) return
  const coefficients = block(l, first, from, end - first, to - from)
  const known = block(y, from, 0, to - from, y.columns)
  space.multiplyAdd(block(y, first, 0, end - first, y.columns), coefficients, known, -1)
}

/** `y[i] = (y[i] - l[i, from..to) y[from..to)) / l[i, i]` */
function substitute(data: Float64Array, l: Matrix, y: Matrix, i: number, from: number, to: number): void {
  const at = y.offset + i * y.stride
  const coefficients = l.offset + i * l.stride
  for (let p = from; p < to; p++) {
    const coefficient = data[coefficients + p]!
    const known = y.offset + p * y.stride
    for (let column = 0; column < y.columns; column++)
      data[at + column]! -= coefficient * data[known + column]!
  }
  const pivot = data[coefficients + i]!
  for (let column = 0; column < y.columns; column++) data[at + column]! /= pivot
}

/** Copies the factor that `factor` left out: dense lower triangular `[size, size]`, zeros above. */
export function unloadFactor(space: Workspace, l: Matrix, size: number): Float64Array {
  const lower = unload(space, l, size, size)
  for (let i = 0; i < size; i++) lower.fill(0, i * size + i + 1, (i + 1) * size)
  return lower
}

/** Brings a dense lower triangle back into the form that `factor` leaves and `solve` reads. */
export function loadFactor(space: Workspace, lower: Float64Array, size: number): Matrix {
  const to = space.matrix(size, size)
  const { data } = space
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      data[to.offset + i * to.stride + j] = lower[i * size + j]!
      data[to.offset + j * to.stride + i] = lower[i * size + j]!
    }
  }
  for (let i = size; i < to.rows; i++) data[to.offset + i * to.stride + i] = 1
  return to
}
