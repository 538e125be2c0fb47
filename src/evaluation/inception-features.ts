import { fileDigest } from '../digest.ts'
import { createEngine } from '../engine/create-engine.ts'
import type { EngineOptions } from '../engine/types.ts'
import { InputError } from '../errors.ts'
import type { Pixels } from '../images/png.ts'
import { resizeBilinear } from '../images/resize.ts'
import { inception } from '../models/inception.ts'
import { INCEPTION_CLASSES, inceptionWeights, unusedInceptionWeights } from '../models/inception-weights.ts'
import { checkWeights } from '../weights/check-weights.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import type { Weights } from '../weights/types.ts'
import type { FeatureExtractor } from './picture-statistics.ts'

/** Pixels a side that it reads. */
const SIZE = 299
const FEATURES = 2048
/** Pictures at once. */
const CHUNK = 8

/** Inception-v3 as a feature extractor; to be closed. */
export interface Inception extends FeatureExtractor {
  close(): Promise<void>
}

/**
 * Opens FID's Inception-v3 from a safetensors file with the published PyTorch weights and names; features are
 * `[2048]` a picture. Throws an InputError where the file is no such thing, or torchvision's Inception-v3, whose
 * weights have the same names and make another number.
 */
export async function openInception(file: string, options: EngineOptions = {}): Promise<Inception> {
  const { weights } = openSafetensors(file)
  refuseAnotherTraining(file, weights)
  const used = weights.names.filter((name) => !unusedInceptionWeights(name))
  checkWeights(
    `Inception-v3 in ${file}`,
    { ...weights, names: used },
    inceptionWeights(),
    'those published for FID',
  )
  return inceptionOver(weights, `inception-v3-fid:${fileDigest(file)}`, options)
}

function refuseAnotherTraining(file: string, weights: Weights): void {
  const classes = weights.has('fc.weight') ? weights.span('fc.weight').shape[0] : INCEPTION_CLASSES
  if (classes === INCEPTION_CLASSES && !weights.names.some((name) => name.startsWith('AuxLogits.'))) return
  throw new InputError(
    `${file} holds an Inception-v3 of another training (torchvision's?), over whose features FID is another number: give the weights published for FID.`,
  )
}

/** The same over weights that are known to fit. */
export async function inceptionOver(
  weights: Weights,
  name: string,
  options: EngineOptions = {},
): Promise<Inception> {
  const engine = createEngine(options)
  const runner = await engine.compile(
    (params, { images }) => {
      if (!images) throw new Error('unreachable: the engine checked the input images')
      return { features: inception(params, images) }
    },
    { name: 'inception', weights, inputs: { images: { shape: ['batch', SIZE, SIZE, 3] } } },
  )
  const embed = async (pictures: readonly Pixels[]): Promise<readonly Float32Array[]> => {
    const data = new Float32Array(pictures.length * SIZE * SIZE * 3)
    pictures.forEach((picture, k) => {
      data.set(resizeBilinear(picture, SIZE), k * SIZE * SIZE * 3)
    })
    const { features } = await runner.run({ images: { data, shape: [pictures.length, SIZE, SIZE, 3] } })
    if (features?.shape[1] !== FEATURES)
      throw new InputError(`${name} gives no ${FEATURES} features a picture.`)
    return pictures.map((_, k) => Float32Array.from(features.data.subarray(k * FEATURES, (k + 1) * FEATURES)))
  }
  return {
    source: { name, resizing: `bilinear-${SIZE}` },
    async embedPictures(pictures) {
      const features: Float32Array[] = []
      for (let first = 0; first < pictures.length; first += CHUNK) {
        features.push(...(await embed(pictures.slice(first, first + CHUNK))))
      }
      return features
    },
    close: engine.close,
  }
}
