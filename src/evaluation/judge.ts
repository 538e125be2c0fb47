import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import {
  AutoProcessor,
  AutoTokenizer,
  CLIPModel,
  env,
  RawImage,
  type Tensor,
} from '@huggingface/transformers'
import { fileDigest, sha256 } from '../digest.ts'
import { InputError } from '../errors.ts'
import { checkFile, fileLimits } from '../files.ts'
import type { Pixels } from '../images/png.ts'
import { ambientSignal } from '../signal.ts'
import type { FeatureSource } from './gaussian.ts'

/** CLIP as a zero-shot classifier (paper, section 5.4). */
export interface Judge {
  /** The folder that it was opened from. */
  readonly folder: string
  /** `digestJudge` of its folder. */
  readonly digest: string
  /** Unit-length text features, one `Float32Array` a text; each distinct text is encoded once. */
  embedTexts(texts: readonly string[]): Promise<readonly Float32Array[]>
  /** Unit-length image features, one `Float32Array` a picture. */
  embedPictures(pictures: readonly Pixels[]): Promise<readonly Float32Array[]>
  close(): Promise<void>
}

const FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'preprocessor_config.json',
  'onnx/model.onnx',
] as const
const CHUNK = 64

/**
 * Opens a CLIP in transformers.js layout (`config.json`, `tokenizer.json`, `tokenizer_config.json`,
 * `preprocessor_config.json`, `onnx/model.onnx` with both towers). Nothing is fetched: throws an InputError that names the file
 * where the folder lacks one.
 */
export async function openJudge(folder: string): Promise<Judge> {
  const path = resolve(folder)
  const missing = FILES.find((file) => !existsSync(join(path, file)))
  if (missing) {
    throw new InputError(
      `The judge's folder ${folder} has no ${missing}: give a folder that holds a CLIP in transformers.js layout.`,
    )
  }
  // Before anybody waits for a pipe.
  for (const file of FILES) {
    checkFile(join(path, file), file.endsWith('.onnx') ? fileLimits.network : fileLimits.json)
  }
  env.allowRemoteModels = false
  // It would look into a folder of its own first, which no digest covers.
  env.useFSCache = false
  const [tokenizer, processor, model] = await Promise.all([
    AutoTokenizer.from_pretrained(path, { local_files_only: true }),
    AutoProcessor.from_pretrained(path, { local_files_only: true }),
    CLIPModel.from_pretrained(path, { dtype: 'fp32', device: 'cpu', local_files_only: true }),
  ]).catch((error: Error) => {
    throw new InputError(
      `The judge's folder ${folder} cannot be opened (${error.message}): give a folder that holds a CLIP in transformers.js layout.`,
      { cause: error },
    )
  })

  const tokenize = (texts: readonly string[]) =>
    tokenizer([...texts], { padding: 'max_length', max_length: 77, truncation: true })
  const blank = await processor(new RawImage(new Uint8ClampedArray(3 * 64 * 64), 64, 64, 3))
  const anyText = tokenize(['a'])
  const textFeatures = new Map<string, Float32Array>()

  return {
    folder: path,
    digest: digestJudge(path),
    async embedTexts(texts) {
      const fresh = [...new Set(texts)].filter((text) => !textFeatures.has(text))
      for (let start = 0; start < fresh.length; start += CHUNK) {
        const chunk = fresh.slice(start, start + CHUNK)
        const output = await model({ ...tokenize(chunk), pixel_values: blank.pixel_values })
        const rows = unitRows(output.text_embeds)
        chunk.forEach((text, index) => {
          textFeatures.set(text, rows[index]!)
        })
      }
      return texts.map((text) => textFeatures.get(text)!)
    },
    async embedPictures(pictures) {
      const features: Float32Array[] = []
      for (let start = 0; start < pictures.length; start += CHUNK) {
        ambientSignal()?.throwIfAborted()
        const images = pictures
          .slice(start, start + CHUNK)
          .map(({ pixels, width, height }) => new RawImage(new Uint8ClampedArray(pixels), width, height, 3))
        const { pixel_values } = await processor(images)
        features.push(...unitRows((await model({ ...anyText, pixel_values })).image_embeds))
      }
      return features
    },
    async close() {
      await model.dispose()
    },
  }
}

/** How many numbers a judge's features have. */
export async function featureLength(judge: Pick<Judge, 'embedTexts'>): Promise<number> {
  const [feature] = await judge.embedTexts([''])
  return feature?.length ?? 0
}

/** How a judge's image features are named where statistics of them are compared: its own preprocessing resizes. */
export const clipFeatures = (digest: string): FeatureSource => ({
  name: `clip:${digest}`,
  resizing: 'the judge’s own',
})

/**
 * SHA-256 in hexadecimal over every file that a judge is made from: a judge's identity in every record. These are its
 * configurations, its tokenizer, its network, and the files that the network says its weights lie in.
 */
export function digestJudge(folder: string): string {
  const files = [...FILES, ...externalData(folder)]
  return sha256(files.map((file) => `${file} ${fileDigest(join(folder, file))}\n`).join(''))
}

/**
 * Files beside the network whose paths stand in it, as those of ONNX's external data do: the runtime reads these
 * without asking anybody.
 */
function externalData(folder: string): readonly string[] {
  const network = readFileSync(join(folder, 'onnx', 'model.onnx'))
  return readdirSync(join(folder, 'onnx'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(sep, '/'))
    .filter((name) => name !== 'model.onnx' && network.includes(name))
    .filter((name) => statSync(join(folder, 'onnx', name)).isFile())
    .map((name) => `onnx/${name}`)
    .sort()
}

function unitRows(tensor: Tensor): Float32Array[] {
  const [count = 0, width = 0] = tensor.dims
  const data = tensor.data as Float32Array
  return Array.from({ length: count }, (_, row) => {
    const values = data.slice(row * width, (row + 1) * width)
    const norm = Math.hypot(...values)
    return values.map((value) => value / norm)
  })
}
