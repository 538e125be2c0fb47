import { join, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { isFolder, namesIn } from '../files.ts'
import { quote } from '../quote.ts'
import { openComponent, variantsIn } from './component-weights.ts'
import { readJson } from './json-file.ts'
import type { Weights } from './types.ts'

export { checkWeights } from './check-weights.ts'
export { readJson } from './json-file.ts'

/** A model in diffusers layout: a folder of components, each with its configuration and its weights. */
export interface ModelFolder {
  /** Absolute path. */
  readonly path: string
  /** `model_index.json` as parsed. */
  readonly index: Readonly<Record<string, unknown>>
  has(component: string): boolean
  /** Absolute path of a component's file, whether it is there or not. */
  file(component: string, name: string): string
  /** A JSON file of a component, parsed: `config.json` unless `name` says otherwise. Throws an InputError. */
  config(component: string, name?: string): unknown
  /** The component's tensors, over one file or several shards. Throws an InputError that names what is missing. */
  weights(component: string): Weights
}

/**
 * Opens a model folder. `variant` asks for files such as `model.fp16.safetensors`; a component that has none of them
 * is read from its plain files, as in diffusers.
 * Throws an InputError where the folder is missing, holds no Stable Diffusion pipeline, or nothing of the variant.
 */
export function openModelFolder(path: string, options: { readonly variant?: string } = {}): ModelFolder {
  const root = resolve(path)
  if (!isFolder(root)) {
    throw new InputError(`There is no model folder ${path}: give the path of a folder in diffusers layout.`)
  }
  const index = readIndex(root)
  const { variant } = options
  if (variant !== undefined) checkVariant(root, variant)
  const file = (component: string, name: string) => join(root, component, name)
  return {
    path: root,
    index,
    has: (component) => isFolder(join(root, component)),
    file,
    config: (component, name = 'config.json') => readJson(file(component, name)),
    weights: (component) => openComponent(join(root, component), variant),
  }
}

/** Pipelines of the same components. */
const PIPELINES = [
  'StableDiffusionPipeline',
  'StableDiffusionImg2ImgPipeline',
  'StableDiffusionInpaintPipeline',
]

function readIndex(root: string): Readonly<Record<string, unknown>> {
  const path = join(root, 'model_index.json')
  if (!namesIn(root).includes('model_index.json')) {
    const hint = isFolder(join(root, 'snapshots'))
      ? 'it is a hub cache, so give one of the folders in its "snapshots"'
      : 'give a folder in diffusers layout, the one that holds unet, vae, text_encoder and tokenizer'
    throw new InputError(`${root} has no model_index.json: ${hint}.`)
  }
  const index = readJson(path)
  if (typeof index !== 'object' || index === null || Array.isArray(index)) {
    throw new InputError(`${path} holds no JSON object.`)
  }
  const fields = index as Readonly<Record<string, unknown>>
  if (!PIPELINES.includes(String(fields._class_name))) {
    throw new InputError(
      `${path} is of the class ${quote(fields._class_name)}: timelab runs StableDiffusionPipeline.`,
    )
  }
  return fields
}

function checkVariant(root: string, variant: string): void {
  const folders = namesIn(root).filter((name) => isFolder(join(root, name)))
  const there = new Set(folders.flatMap((name) => [...variantsIn(join(root, name)).keys()]))
  if (there.has(variant)) return
  const others = [...there]
    .sort()
    .filter((name) => name !== '')
    .map((name) => `"${name}"`)
  const instead = others.length > 0 ? `it has ${others.join(', ')}` : 'it has none: leave the variant out'
  throw new InputError(`${root} has no weights of the variant "${variant}"; ${instead}.`)
}
