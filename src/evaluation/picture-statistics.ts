import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { fileLimits, namesIn, readBytes } from '../files.ts'
import { decodeImage, type Pixels } from '../images/png.ts'
import { signalOf } from '../signal.ts'
import { type FeatureSource, gaussianOf } from './gaussian.ts'
import type { NamedGaussian } from './gaussian-file.ts'
import { clipFeatures, type Judge } from './judge.ts'

/** A network whose features of pictures are compared: a CLIP, or Inception-v3. */
export interface FeatureExtractor {
  readonly source: FeatureSource
  embedPictures(pictures: readonly Pixels[]): Promise<readonly Float32Array[]>
}

/** A judge's image tower as one. */
export const judgeAsExtractor = (judge: Judge): FeatureExtractor => ({
  source: clipFeatures(judge.digest),
  embedPictures: judge.embedPictures,
})

/** Pictures that are decoded at once. */
const CHUNK = 32

/**
 * The statistics of all pictures in a folder (PNG, JPEG, WebP; subfolders are left out), in the order of their names:
 * what FID is taken against. Throws an InputError for a folder without pictures and a file that is none.
 */
export async function pictureStatistics(
  folder: string,
  extractor: FeatureExtractor,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<NamedGaussian> {
  const files = listPictures(folder)
  const features: Float32Array[] = []
  for (let first = 0; first < files.length; first += CHUNK) {
    signalOf(signal)?.throwIfAborted()
    const pictures = await Promise.all(files.slice(first, first + CHUNK).map(readPictureFile))
    features.push(...(await extractor.embedPictures(pictures)))
    onProgress?.(features.length, files.length)
  }
  const { source } = extractor
  return { ...gaussianOf(features, source), source }
}

function listPictures(folder: string): readonly string[] {
  const files = namesIn(folder).filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
  if (files.length < 2) {
    throw new InputError(
      `${folder} holds ${files.length} pictures (PNG, JPEG or WebP): statistics need at least 2.`,
    )
  }
  return files.map((name) => join(folder, name))
}

async function readPictureFile(file: string): Promise<Pixels> {
  const bytes = readBytes(file, fileLimits.picture)
  try {
    return await decodeImage(bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(`${file} is no picture that can be read (${reason}): take it out of the folder.`)
  }
}
