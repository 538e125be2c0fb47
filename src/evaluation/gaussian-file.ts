import { InputError } from '../errors.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { writeSafetensors } from '../weights/write-safetensors.ts'
import type { FeatureSource, Gaussian } from './gaussian.ts'

/** A distribution of features whose source is known: what may be compared with another run's. */
export type NamedGaussian = Gaussian & { readonly source: FeatureSource }

/** A covariance of this width takes half a GiB; Inception's features are 2048 wide, a CLIP's up to 1280. */
const MOST_WIDE = 8192

/**
 * Writes a distribution as a safetensors file, whole or not at all: `mean [width]` and `covariance [width, width]` in
 * float64, with the features' name, the resizing and the count in its metadata.
 */
export function writeGaussian(path: string, { mean, covariance, count, source }: NamedGaussian): void {
  const width = mean.length
  writeSafetensors(
    path,
    {
      mean: { dtype: 'F64', shape: [width], data: mean },
      covariance: { dtype: 'F64', shape: [width, width], data: covariance },
    },
    { timelab_gaussian: '1', features: source.name, resizing: source.resizing, count: `${count}` },
  )
}

/** Reads what `writeGaussian` wrote, to the bit. Throws an InputError that names the file where it is none, or damaged. */
export function readGaussian(path: string): NamedGaussian {
  const { weights, metadata } = openSafetensors(path)
  if (metadata.timelab_gaussian !== '1') {
    throw new InputError(`${path} holds no statistics of features: give a file that timelab wrote.`)
  }
  const damaged = (what: string) =>
    new InputError(`${path} holds damaged statistics (${what}): compute them again.`)
  const { features: name, resizing } = metadata
  if (!name || !resizing) throw damaged('the features or their resizing are not named')
  const count = Number(metadata.count)
  if (!(Number.isSafeInteger(count) && count >= 2)) throw damaged(`the count is ${metadata.count}`)
  for (const tensor of ['mean', 'covariance']) {
    if (!weights.has(tensor)) throw damaged(`there is no "${tensor}"`)
    if (weights.span(tensor).dtype !== 'F64') throw damaged(`"${tensor}" is not of type F64`)
  }
  const width = weights.span('mean').shape[0] ?? 0
  const shapes = `${weights.span('mean').shape} and ${weights.span('covariance').shape}`
  if (width > MOST_WIDE) throw damaged(`they are ${width} wide, and no features are wider than ${MOST_WIDE}`)
  if (width === 0 || shapes !== `${width} and ${width},${width}`) {
    throw damaged(`mean and covariance are of the shapes [${shapes.replace(' and ', '] and [')}]`)
  }
  const [mean, covariance] = [weights.readFloat64('mean'), weights.readFloat64('covariance')]
  if (![mean, covariance].every((values) => values.every(Number.isFinite))) {
    throw damaged('they hold what is no number')
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) {
      if (covariance[i * width + j] !== covariance[j * width + i])
        throw damaged('the covariance is not symmetric')
    }
  }
  return { mean, covariance, count, source: { name, resizing } }
}
