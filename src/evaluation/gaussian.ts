import { addGram } from '../editing/gram.ts'
import { load, loadTransposed, unload, withWorkspace } from '../editing/workspace.ts'
import { InputError } from '../errors.ts'

/** What features are of, and so part of every distance's identity: distances over other features are other numbers. */
export interface FeatureSource {
  /** `clip:<digest>`, `inception-v3-fid:<digest>`. */
  readonly name: string
  /** How pictures are brought to the network's size: `bilinear-299`. */
  readonly resizing: string
}

/** A multivariate normal distribution, in float64. */
export interface Gaussian {
  /** `[width]` */
  readonly mean: Float64Array
  /** Row-major `[width, width]`, symmetric. */
  readonly covariance: Float64Array
  /** Samples that it was estimated from: the covariance's rank is at most one less. */
  readonly count: number
  readonly source?: FeatureSource
}

/** Samples that enter the covariance at once. */
const CHUNK = 256

/**
 * Mean and unbiased covariance (divisor n - 1) of features, one array a picture, in float64 and two passes.
 * Throws an InputError for fewer than two pictures and a RangeError for features of several widths.
 */
export function gaussianOf(features: readonly Float32Array[], source?: FeatureSource): Gaussian {
  const count = features.length
  const width = features[0]?.length ?? 0
  if (count < 2) throw new InputError(`A covariance needs at least 2 pictures, not ${count}: draw more.`)
  const stranger = features.find(({ length }) => length !== width)
  if (stranger) throw new RangeError(`Features ${width} and ${stranger.length} wide are not of one kind`)
  const mean = new Float64Array(width)
  for (const row of features) for (let i = 0; i < width; i++) mean[i]! += row[i]!
  for (let i = 0; i < width; i++) mean[i]! /= count

  const covariance = withWorkspace((space) => {
    const gram = space.matrix(width, width)
    for (let first = 0; first < count; first += CHUNK) {
      const rows = features.slice(first, first + CHUNK)
      const centred = new Float64Array(rows.length * width)
      rows.forEach((row, r) => {
        for (let i = 0; i < width; i++) centred[r * width + i] = row[i]! - mean[i]!
      })
      space.scope(() => {
        const columns = loadTransposed(space, centred, rows.length, width)
        addGram(space, gram, columns, load(space, centred, rows.length, width), 1 / (count - 1))
      })
    }
    return unload(space, gram, width, width)
  })
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) covariance[j * width + i] = covariance[i * width + j]!
  }
  return { mean, covariance, count, ...(source ? { source } : {}) }
}

/** Throws an InputError that says both where two distributions are not of the same features and resizing. */
export function checkComparable({ source: a }: Gaussian, { source: b }: Gaussian): void {
  if (a?.name === b?.name && a?.resizing === b?.resizing) return
  throw new InputError(
    `A Fréchet distance compares statistics of the same features, and these are of ${described(a)} and of ${described(b)}: compute both with one network and one resizing.`,
  )
}

function described(source: FeatureSource | undefined): string {
  return source ? `${source.name} (resizing ${source.resizing})` : 'features without a name'
}
