import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'
import { readJson } from './json-file.ts'
import { openSafetensors } from './safetensors.ts'
import type { Weights } from './types.ts'

const shardIndex = z.looseObject({ weight_map: z.record(z.string(), z.string()) })

/**
 * Opens weights that lie in several files, by the index that says which tensor lies in which
 * (`diffusion_pytorch_model.safetensors.index.json`). Throws an InputError that names a shard which is missing,
 * or a tensor that its shard lacks.
 */
export function openShards(indexPath: string): Weights {
  const parsed = shardIndex.safeParse(readJson(indexPath))
  if (!parsed.success)
    throw new InputError(`${indexPath} has no weight_map from tensors to files: download it again.`)
  const shardOf = new Map<string, Weights>()
  const opened = new Map<string, Weights>()
  for (const [name, file] of Object.entries(parsed.data.weight_map)) {
    const path = join(dirname(indexPath), file)
    if (basename(file) !== file) {
      throw new InputError(
        `${indexPath} puts ${quote(name)} outside its folder, into ${quote(file)}: put the files side by side.`,
      )
    }
    const shard = opened.get(file) ?? openSafetensors(path).weights
    opened.set(file, shard)
    if (!shard.has(name)) {
      throw new InputError(
        `${path} lacks the tensor ${quote(name)} that ${basename(indexPath)} puts there: download it again.`,
      )
    }
    shardOf.set(name, shard)
  }
  const find = (name: string): Weights => {
    const shard = shardOf.get(name)
    if (shard === undefined)
      throw new InputError(`${indexPath}: there is no tensor ${quote(name)}: give another model.`)
    return shard
  }
  return {
    names: [...shardOf.keys()],
    has: (name) => shardOf.has(name),
    span: (name) => find(name).span(name),
    read: (name) => find(name).read(name),
    readFloat64: (name) => find(name).readFloat64(name),
  }
}
