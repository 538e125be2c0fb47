import { block, type Matrix, type Workspace } from './workspace.ts'

/** Columns of the symmetric result that are computed at once. */
const stripe = 32

/** `to += alpha a aᵀ`, the lower triangle alone; `transposed` holds aᵀ. */
export function addGram(space: Workspace, to: Matrix, a: Matrix, transposed: Matrix, alpha = 1): void {
  for (let first = 0; first < to.columns; first += stripe) {
    const columns = Math.min(stripe, to.columns - first)
    const rows = to.rows - first
    space.multiplyAdd(
      block(to, first, first, rows, columns),
      block(a, first, 0, rows, a.columns),
      block(transposed, 0, first, transposed.rows, columns),
      alpha,
    )
  }
}

/** Adds `value` to the diagonal of the leading `[size, size]`. */
export function addDiagonal(space: Workspace, to: Matrix, size: number, value: number): void {
  for (let i = 0; i < size; i++) space.data[to.offset + i * to.stride + i]! += value
}
