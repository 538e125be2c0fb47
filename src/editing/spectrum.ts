import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { alignColumns } from './columns.ts'
import type { PreparedEdit } from './edit-prompts.ts'
import { type LinearMap, solvedRight } from './embedding-map.ts'

/** What an edit does to embeddings, direction by direction. */
export interface EditSpectrum {
  /** Eigenvalues of C Cᵀ, descending: how strong the edited tokens are along each direction; lambda is compared with them. */
  readonly tokens: readonly number[]
  /** Singular values of P - I at each lambda, descending: how far each direction is moved, as a share of its length. */
  readonly changes: readonly { readonly lambda: number; readonly values: readonly number[] }[]
}

/**
 * The spectrum of an edit at some lambdas. Along a direction where the source's tokens have the squared strength e, TIME
 * (eq. 5) takes the share e / (e + lambda) of the way to the destination. What rounding alone left, below 1e-14 of the
 * largest value, is dropped. Throws as `solve` does.
 */
export function spectrumOf(edit: PreparedEdit, lambdas: readonly number[]): EditSpectrum {
  const { count, width, source } = alignColumns(edit.embedded, edit.settings.align)
  const tokens = singularValues(source, count, width).map((value) => value ** 2)
  const changes = lambdas.map((lambda) => {
    const map = edit.solve(lambda)
    const linear = map.values ?? map.keys
    return { lambda, values: linear ? aboveRounding(changeOf(linear)) : [] }
  })
  return { tokens: aboveRounding(tokens), changes }
}

/** Of P - I, from its factors: adding I would round away what is small. */
function changeOf(map: LinearMap): readonly number[] {
  const left = Matrix.from1DArray(map.width, map.rank, Array.from(map.left))
  const change = left.mmul(Matrix.from1DArray(map.rank, map.width, Array.from(solvedRight(map))))
  return singularValues(change.to1DArray(), map.width, map.width)
}

/** Of a row-major matrix, descending. */
function singularValues(values: ArrayLike<number>, rows: number, columns: number): readonly number[] {
  const matrix = Matrix.from1DArray(rows, columns, Array.from(values))
  return new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).diagonal
}

const aboveRounding = (values: readonly number[]): readonly number[] =>
  values.filter((value) => value > 1e-14 * (values[0] ?? 0))
