import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { checkFile, isThere } from '../files.ts'
import type { Weights } from '../weights/types.ts'

const settings = [
  'model_index.json',
  'text_encoder/config.json',
  'unet/config.json',
  'vae/config.json',
  'scheduler/scheduler_config.json',
  'tokenizer/tokenizer.json',
  'tokenizer/vocab.json',
  'tokenizer/merges.txt',
  'tokenizer/tokenizer_config.json',
  'tokenizer/special_tokens_map.json',
  'tokenizer/added_tokens.json',
]

/**
 * SHA-256 in hexadecimal over a folder's index and configurations, its tokenizer and the weights files that are read:
 * a model's identity in every record. Other files in the folder, and where it lies, do not enter.
 */
export async function digestModel(
  folder: string,
  weights: Readonly<Record<string, Weights>>,
): Promise<string> {
  const hash = createHash('sha256')
  const add = async (label: string, path: string) => {
    hash.update(`${label}\n`)
    // A stream would wait for a pipe.
    checkFile(path, Number.POSITIVE_INFINITY)
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  }
  for (const name of settings) {
    const path = join(folder, name)
    if (isThere(path)) await add(name, path)
  }
  for (const [component, tensors] of Object.entries(weights)) {
    const files = [...new Set(tensors.names.map((name) => tensors.span(name).file))].sort()
    for (const file of files) await add(component, file)
    // Which tensor is taken from which file, where there are several.
    if (files.length > 1) {
      for (const name of tensors.names.toSorted())
        hash.update(`${name} ${files.indexOf(tensors.span(name).file)}\n`)
    }
  }
  return hash.digest('hex')
}
