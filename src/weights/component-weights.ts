import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { namesIn } from '../files.ts'
import { systemCode } from '../system-reason.ts'
import { openSafetensors } from './safetensors.ts'
import { openShards } from './shards.ts'
import type { Weights } from './types.ts'

/** Weights as diffusers (`diffusion_pytorch_model`) and transformers (`model`) name them. */
const SINGLE = /^(?:diffusion_pytorch_)?model(?:\.([\w-]+))?\.safetensors$/
/** Both libraries put a variant before the last extension; older ones put it before the first. */
const INDEX = /^(?:diffusion_pytorch_)?model(?:\.([\w-]+))?\.safetensors\.index(?:\.([\w-]+))?\.json$/
const SHARD = /-\d+-of-\d+/
const PICKLED = /\.(?:bin|ckpt|pt|pth)$/

/** A component's weights file or index by variant; the empty string is the one without. One file goes before shards. */
export function variantsIn(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const names = namesOf(folder)
  for (const name of names) {
    const match = INDEX.exec(name)
    if (match) found.set(match[1] ?? match[2] ?? '', name)
  }
  for (const name of names) {
    const match = SINGLE.exec(name)
    if (match && !SHARD.test(name)) found.set(match[1] ?? '', name)
  }
  return found
}

/**
 * Opens a component's weights. Without `variant` the plain files are read, or the only variant where there are no
 * plain ones; with it that variant, or the plain files where this component has not got it.
 * Throws an InputError that says what there is instead.
 */
export function openComponent(folder: string, variant?: string): Weights {
  const variants = variantsIn(folder)
  const [only] = variants.size === 1 && variant === undefined ? variants.values() : []
  const name = variants.get(variant ?? '') ?? variants.get('') ?? only
  if (name === undefined) throw new InputError(nothingToOpen(folder, [...variants.keys()], variant))
  const path = join(folder, name)
  return name.endsWith('.json') ? openShards(path) : openSafetensors(path).weights
}

function nothingToOpen(folder: string, variants: readonly string[], variant: string | undefined): string {
  const kind = variant === undefined ? '' : ` of the variant "${variant}"`
  if (variants.length > 0) {
    const asked = variants.map((each) => `"${each}"`).join(', ')
    return `${folder} holds no weights${kind || ' without a variant'}, only those of ${asked}: ask for one with --variant ${variants[0]}.`
  }
  const names = namesOf(folder)
  if (names.length === 0) return `The model is incomplete: there is no folder ${folder}, or nothing in it.`
  const pickled = names.find((name) => PICKLED.test(name))
  return pickled === undefined
    ? `The model is incomplete: ${folder} holds no weights in safetensors format.`
    : `${folder} holds no weights in safetensors format, only pickled ones (${pickled}): convert them, or download the model's safetensors files.`
}

/** The names in a component's folder; none where there is no folder. */
function namesOf(folder: string): readonly string[] {
  try {
    return namesIn(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}
