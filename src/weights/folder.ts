import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { openSafetensors } from './safetensors.ts'
import { parseStrictJson } from './strict-json.ts'
import type { Weights } from './types.ts'

/** A model in diffusers layout: a folder of components, each with its configuration and its weights. */
export interface ModelFolder {
  /** Absolute path. */
  readonly path: string
  /** `model_index.json` as parsed. */
  readonly index: Readonly<Record<string, unknown>>
  has(component: string): boolean
  /** A JSON file of a component, parsed: `config.json` unless `name` says otherwise. Throws an InputError. */
  config(component: string, name?: string): unknown
  /** The component's tensors, over one file or several shards. Throws an InputError that names what is missing. */
  weights(component: string): Weights
}

/** What diffusers and transformers call a component's weights file, without its extension. */
const STEMS = ['diffusion_pytorch_model', 'model']

/**
 * Opens a model folder. `variant` asks for files such as `model.fp16.safetensors`.
 * Throws an InputError where the folder is missing, or holds no Stable Diffusion pipeline.
 */
export function openModelFolder(path: string, options: { readonly variant?: string } = {}): ModelFolder {
  const root = resolve(path)
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`There is no model folder ${path}: give the path of a folder in diffusers layout.`)
  }
  const index = readJson(join(root, 'model_index.json'))
  if (typeof index !== 'object' || index === null || Array.isArray(index)) {
    throw new InputError(`${join(root, 'model_index.json')} holds no JSON object.`)
  }
  const fields = index as Readonly<Record<string, unknown>>
  if (fields._class_name !== 'StableDiffusionPipeline') {
    throw new InputError(
      `${join(root, 'model_index.json')} is of the class ${JSON.stringify(fields._class_name)}: timelab runs StableDiffusionPipeline.`,
    )
  }
  return {
    path: root,
    index: fields,
    has: (component) => existsSync(join(root, component)),
    config: (component, name = 'config.json') => readJson(join(root, component, name)),
    weights: (component) => openWeights(join(root, component), options.variant),
  }
}

/** Reads a JSON file. Throws an InputError that names it where it is missing or corrupt. */
export function readJson(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new InputError(`The model is incomplete: there is no file ${path}.`)
  }
  try {
    return parseStrictJson(text)
  } catch (error) {
    throw new InputError(
      `${path} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function openWeights(folder: string, variant: string | undefined): Weights {
  const tag = variant === undefined ? '' : `.${variant}`
  for (const stem of STEMS) {
    const single = join(folder, `${stem}${tag}.safetensors`)
    if (existsSync(single)) return openSafetensors(single).weights
    for (const name of [`${stem}.safetensors.index${tag}.json`, `${stem}${tag}.safetensors.index.json`]) {
      if (existsSync(join(folder, name))) return openShards(folder, join(folder, name))
    }
  }
  throw new InputError(`The model is incomplete: ${folder} holds no weights${missingHint(folder, variant)}.`)
}

function missingHint(folder: string, variant: string | undefined): string {
  const names = existsSync(folder) ? readdirSync(folder) : []
  const variants = names.flatMap(
    (name) => /^(?:diffusion_pytorch_)?model\.(\w+)\.safetensors$/.exec(name)?.[1] ?? [],
  )
  if (variants.length > 0)
    return ` of this kind, but those of the variant ${variants.join(', ')}: ask for it by name`
  if (names.some((name) => name.endsWith('.bin')))
    return ' in safetensors format, only pickled ones: convert them'
  return variant === undefined ? '' : ` of the variant ${variant}`
}

const shardIndex = z.object({ weight_map: z.record(z.string(), z.string()) })

function openShards(folder: string, indexPath: string): Weights {
  const parsed = shardIndex.safeParse(readJson(indexPath))
  if (!parsed.success) throw new InputError(`${indexPath} has no weight_map from tensors to files.`)
  const placed = new Map(Object.entries(parsed.data.weight_map))
  const shards = new Map<string, Weights>()
  for (const file of new Set(placed.values())) {
    if (basename(file) !== file)
      throw new InputError(`${indexPath} names a shard outside its folder: ${file}.`)
    if (!existsSync(join(folder, file)))
      throw new InputError(`The model is incomplete: there is no shard ${join(folder, file)}.`)
    shards.set(file, openSafetensors(join(folder, file)).weights)
  }
  const shardOf = (name: string): Weights => {
    const shard = shards.get(placed.get(name) ?? '')
    if (shard === undefined) throw new InputError(`${indexPath}: there is no tensor ${JSON.stringify(name)}`)
    return shard
  }
  for (const [name, file] of placed) {
    if (!shardOf(name).has(name))
      throw new InputError(
        `${join(folder, file)} lacks the tensor ${name} that ${basename(indexPath)} puts there.`,
      )
  }
  return {
    names: [...placed.keys()],
    has: (name) => placed.has(name),
    span: (name) => shardOf(name).span(name),
    read: (name) => shardOf(name).read(name),
    readFloat64: (name) => shardOf(name).readFloat64(name),
  }
}

/**
 * Compares a component's tensors with what its configuration asks for.
 * Throws an InputError that names the first tensor missing, of another shape, or unexpected, and counts the rest.
 */
export function checkWeights(
  component: string,
  weights: Weights,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  const faults: string[] = []
  for (const [name, shape] of expected) {
    if (!weights.has(name)) faults.push(`lacks ${name}`)
    else {
      const found = weights.span(name).shape
      // Old autoencoders keep a linear map as a convolution of one pixel.
      const flat =
        found.length === 4 && shape.length === 2 && found[2] === 1 && found[3] === 1
          ? found.slice(0, 2)
          : found
      if (flat.join() !== shape.join())
        faults.push(
          `has ${name} of shape [${found.join(', ')}] where its config.json asks for [${shape.join(', ')}]`,
        )
    }
  }
  for (const name of weights.names)
    if (!expected.has(name)) faults.push(`has ${name}, which its config.json does not know`)
  if (faults.length === 0) return
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  throw new InputError(`The weights of ${component} do not fit: the file ${faults[0]}${more}.`)
}
