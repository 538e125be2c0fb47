import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { load, loadTransposed, unload, withWorkspace } from '../editing/workspace.ts'
import { InputError } from '../errors.ts'
import { checkComparable, type Gaussian } from './gaussian.ts'

/**
 * Eigenvalues this far below zero, relative to the largest that there could be, are rounding and count as zero.
 * What lies lower is of no covariance.
 */
export const NEGATIVE_TOLERANCE = 1e-10

/**
 * The Fréchet distance |m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^½) of two normal distributions (Heusel et al. 2017).
 * The eigenvalues of S1 S2 are those of the symmetric S1^½ S2 S1^½, so no root of an unsymmetric matrix is taken; of
 * each matrix no more are counted than its samples allow, so covariances of fewer samples than features are exact.
 * Throws an InputError where the features' names or resizing differ, or where a covariance is none.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  checkComparable(a, b)
  const width = a.mean.length
  if (b.mean.length !== width) throw new RangeError(`Means ${width} and ${b.mean.length} wide are not alike`)
  let distance = trace(a) + trace(b)
  for (let i = 0; i < width; i++) distance += (a.mean[i]! - b.mean[i]!) ** 2
  const root = rootOf(a)
  if (root.rank === 0) return distance
  const product = congruence(root, b)
  // `rootOf` has checked a; this checks b, as far as a reaches.
  const largest = root.largest * trace(b)
  const eigenvalues = descending(symmetricEigen(product, root.rank).realEigenvalues)
  checkPositive(eigenvalues, largest)
  const rank = Math.min(root.rank, b.count - 1)
  for (const value of eigenvalues.slice(0, rank)) distance -= 2 * Math.sqrt(Math.max(0, value))
  return Math.max(0, distance)
}

/** F, row-major `[width, rank]`, with F Fᵀ = S: the eigenvectors of S, each times the root of its eigenvalue. */
interface Root {
  readonly factor: Float64Array
  readonly rank: number
  readonly largest: number
}

function rootOf({ mean: { length: width }, covariance, count }: Gaussian): Root {
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = symmetricEigen(covariance, width)
  const order = values.map((_, i) => i).sort((i, j) => values[j]! - values[i]!)
  const largest = values[order[0] ?? 0] ?? 0
  checkPositive(values, largest)
  const kept = order.slice(0, count - 1).filter((i) => values[i]! > 0)
  const factor = new Float64Array(width * kept.length)
  kept.forEach((from, column) => {
    const scale = Math.sqrt(values[from]!)
    for (let row = 0; row < width; row++) factor[row * kept.length + column] = scale * vectors.get(row, from)
  })
  return { factor, rank: kept.length, largest }
}

/** Fᵀ S F, row-major `[rank, rank]`: what S1^½ S2 S1^½ is in the basis of S1's eigenvectors. */
function congruence({ factor, rank }: Root, { mean: { length: width }, covariance }: Gaussian): Float64Array {
  return withWorkspace((space) => {
    const [half, whole] = [space.matrix(width, rank), space.matrix(rank, rank)]
    const right = load(space, factor, width, rank)
    space.multiplyAdd(half, load(space, covariance, width, width), right)
    space.multiplyAdd(whole, loadTransposed(space, factor, width, rank), half)
    return unload(space, whole, rank, rank)
  })
}

function symmetricEigen(matrix: Float64Array, size: number): EigenvalueDecomposition {
  const mean = (i: number, j: number) => (matrix[i * size + j]! + matrix[j * size + i]!) / 2
  const symmetric = Matrix.zeros(size, size)
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) symmetric.set(i, j, mean(i, j))
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true })
}

function checkPositive(eigenvalues: readonly number[], largest: number): void {
  const lowest = eigenvalues.reduce((low, value) => Math.min(low, value), 0)
  if (lowest >= -NEGATIVE_TOLERANCE * largest) return
  throw new InputError(
    `A covariance has a negative eigenvalue (${lowest}), so it is none: compute the statistics of those pictures again.`,
  )
}

function trace({ mean: { length: width }, covariance }: Gaussian): number {
  let sum = 0
  for (let i = 0; i < width; i++) sum += covariance[i * (width + 1)]!
  return sum
}

function descending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => b - a)
}
