import { Matrix, QrDecomposition } from 'ml-matrix'
import { loadBackend, onBackend } from '../engine/backend.ts'
import { closedForm32 } from './closed-form.ts'
import { alignColumns, type Columns } from './columns.ts'
import { edit } from './edit.ts'
import type { PreparedEdit } from './edit-prompts.ts'
import { denseMap, type EmbeddingMap } from './embedding-map.ts'
import { leftFactor } from './time.ts'

/** How wrong P is at one lambda as one way of solving has it. */
export interface Precision {
  readonly lambda: number
  readonly solver: string
  /** ||P - Q|| / ||Q||, Frobenius, Q by a QR factorisation in float64; infinite where P is not finite. */
  readonly error: number
}

/** Ways of solving eq. 5, from the plainest on. */
export const solvers = [closedForm32.name, 'QR in float32', 'Cholesky in float64'] as const

/**
 * The error of P at some lambdas for each way of solving: eq. 5 as it stands in float32, a QR factorisation in float32 on
 * TensorFlow.js, and timelab's own Cholesky factorisation in float64. The edit's preserve set does not enter.
 */
export async function precisionOf(
  { embedded, settings }: PreparedEdit,
  lambdas: readonly number[],
): Promise<readonly Precision[]> {
  const backend = 'wasm'
  await loadBackend(backend)
  const columns = alignColumns(embedded, settings.align)
  return lambdas.flatMap((lambda) => {
    const exact = reference(columns, lambda)
    const own = { ...settings, lambda, only: 'both' } as const
    const maps = [
      closedForm32.edit(embedded, own),
      onBackend(backend, () => edit(embedded, { ...own, solver: 'qr' })),
      edit(embedded, { ...own, solver: 'cholesky' }),
    ]
    return maps.map((map, k) => ({ lambda, solver: solvers[k] ?? '', error: errorOf(map, exact) }))
  })
}

function errorOf({ keys }: EmbeddingMap, exact: Float64Array): number {
  if (!keys) return Number.POSITIVE_INFINITY
  let [difference, whole] = [0, 0]
  for (const [i, value] of denseMap(keys).entries()) {
    difference += (value - exact[i]!) ** 2
    whole += exact[i]! ** 2
  }
  const error = Math.sqrt(difference / whole)
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}

/** P in float64 from [Cᵀ; sqrt(lambda) I] = [Q1; Q2] R, as `qrFactor`: a square of the condition less than any Gram matrix. */
function reference(columns: Columns, lambda: number): Float64Array {
  const { count, width, source } = columns
  const root = Math.sqrt(lambda)
  const stacked = Matrix.zeros(count + width, width)
  stacked.setSubMatrix(Matrix.from1DArray(count, width, Array.from(source)), 0, 0)
  for (let i = 0; i < width; i++) stacked.set(count + i, i, root)
  const q = new QrDecomposition(stacked).orthogonalMatrix
  const [top, bottom] = [
    q.subMatrix(0, count - 1, 0, width - 1),
    q.subMatrix(count, count + width - 1, 0, width - 1),
  ]
  const right = new Float64Array(top.mmul(bottom.transpose()).div(root).to1DArray())
  return denseMap({ width, rank: count, left: leftFactor(columns), factor: undefined, right })
}
