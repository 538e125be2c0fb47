import { InputError } from '../errors.ts'
import { factor, solve, unloadFactor } from './cholesky.ts'
import type { Columns } from './columns.ts'
import type { LinearMap } from './embedding-map.ts'
import { addDiagonal, addGram } from './gram.ts'
import {
  load,
  loadTransposed,
  type Matrix,
  unload,
  unloadTransposed,
  type Workspace,
  withWorkspace,
} from './workspace.ts'

/** Embeddings that an edit shall leave as they are, and how much each weighs against one that it changes. */
export interface Preserved {
  /** `[count, width]` */
  readonly rows: Float32Array
  readonly weight: number
}

/**
 * TIME's closed form (eq. 5) as a map of embeddings, by a Cholesky factor in float64:
 *
 *     P = I + (C* - C) (Cᵀ C + lambda I)⁻¹ Cᵀ
 *
 * and with a preserve set S, as UCE has it (arXiv:2308.14761, eq. 7):
 *
 *     P = I + (C* - C) Cᵀ (C Cᵀ + weight S Sᵀ + lambda I)⁻¹
 *
 * The two agree where S is empty; whichever system is smaller is solved.
 * Throws an InputError where lambda is too small for the system to be solved in float64.
 */
export function timeByCholesky(columns: Columns, lambda: number, preserved?: Preserved): LinearMap {
  if (columns.count <= columns.width && preserved === undefined) return tokenSystem(columns, lambda)
  return widthSystem(columns, lambda, preserved)
}

/** The system of one equation a token, `[count, count]`. */
export function tokenSystem(columns: Columns, lambda: number): LinearMap {
  const { count, width, source } = columns
  const lower = withWorkspace((space) => {
    const gram = space.matrix(count, count)
    addGram(space, gram, load(space, source, count, width), loadTransposed(space, source, count, width))
    return factored(space, gram, count, lambda)
  })
  return { width, rank: count, left: leftFactor(columns), factor: lower, right: new Float64Array(source) }
}

/** The system of one equation a dimension of the embeddings, `[width, width]`. */
export function widthSystem(columns: Columns, lambda: number, preserved?: Preserved): LinearMap {
  const { count, width, source } = columns
  const change = difference(columns)
  return withWorkspace((space) => {
    const gram = space.matrix(width, width)
    const product = space.matrix(width, width)
    inChunks(count, (first, end) =>
      space.scope(() => {
        const rows = load(space, source.subarray(first * width, end * width), end - first, width)
        const columnsOf = loadTransposed(
          space,
          source.subarray(first * width, end * width),
          end - first,
          width,
        )
        addGram(space, gram, columnsOf, rows)
        if (count < width) return
        const changes = loadTransposed(space, change.subarray(first * width, end * width), end - first, width)
        space.multiplyAdd(product, changes, rows)
      }),
    )
    if (preserved !== undefined) addPreserved(space, gram, width, preserved)
    factorInPlace(space, gram, width, lambda)
    if (count < width) {
      const solved = loadTransposed(space, source, count, width)
      solve(space, gram, solved)
      const right = unloadTransposed(space, solved, width, count)
      return { width, rank: count, left: leftFactor(columns), factor: undefined, right }
    }
    const inverse = space.matrix(width, width)
    addDiagonal(space, inverse, width, 1)
    solve(space, gram, inverse)
    const left = unload(space, product, width, width)
    return { width, rank: width, left, factor: undefined, right: unload(space, inverse, width, width) }
  })
}

function addPreserved(space: Workspace, gram: Matrix, width: number, { rows, weight }: Preserved): void {
  inChunks(rows.length / width, (first, end) =>
    space.scope(() => {
      const part = rows.subarray(first * width, end * width)
      const columns = loadTransposed(space, part, end - first, width)
      addGram(space, gram, columns, load(space, part, end - first, width), weight)
    }),
  )
}

function factored(space: Workspace, gram: Matrix, size: number, lambda: number): Float64Array {
  factorInPlace(space, gram, size, lambda)
  return unloadFactor(space, gram, size)
}

function factorInPlace(space: Workspace, gram: Matrix, size: number, lambda: number): void {
  addDiagonal(space, gram, size, lambda)
  if (!factor(space, gram, size)) {
    throw new InputError(
      `lambda ${lambda} is too small: these prompts' equations cannot be solved in 64 bits; give a larger one.`,
    )
  }
}

/** `(C* - C)ᵀ`, `[count, width]`, exact in float64. */
function difference({ source, destination }: Columns): Float64Array {
  const change = new Float64Array(source.length)
  for (let i = 0; i < change.length; i++) change[i] = destination[i]! - source[i]!
  return change
}

/** `C* - C`, `[width, count]`: the left factor of P - I. */
export function leftFactor(columns: Columns): Float64Array {
  const { count, width, source, destination } = columns
  const left = new Float64Array(source.length)
  for (let row = 0; row < count; row++) {
    for (let column = 0, at = row * width; column < width; column++, at++) {
      left[column * count + row] = destination[at]! - source[at]!
    }
  }
  return left
}

/** Tokens that are brought into the workspace at once, so that a bulk edit of any size needs little memory. */
const chunk = 512

function inChunks(count: number, compute: (first: number, end: number) => void): void {
  for (let first = 0; first < count; first += chunk) compute(first, Math.min(first + chunk, count))
}
