import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CLIPTokenizer } from '@huggingface/transformers'
import { InputError } from '../errors.ts'
import { readJson } from '../weights/folder.ts'
import type { Tokens } from './types.ts'

/** CLIP's tokenizer (transformers' `CLIPTokenizer`). */
export interface Tokenizer {
  /** Ids a prompt is padded to. */
  readonly length: number
  readonly start: number
  readonly end: number
  readonly pad: number
  /** Throws an InputError that names the prompt where it is longer than `length` allows. */
  encode(prompt: string): Tokens
  /** The text of an id, `</w>` kept. */
  text(id: number): string
}

type Json = Readonly<Record<string, unknown>>

/**
 * Opens a tokenizer folder: `tokenizer.json`, or `vocab.json` and `merges.txt` where there is none.
 * The padding token is the one that the folder's files name (SD 2.x pads with "!"), else the end token.
 */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const config = optionalJson(join(folder, 'tokenizer_config.json'))
  const special = optionalJson(join(folder, 'special_tokens_map.json'))
  const whole = existsSync(join(folder, 'tokenizer.json'))
    ? (readJson(join(folder, 'tokenizer.json')) as Json)
    : await fromVocabulary(folder)
  const tokenizer = new CLIPTokenizer(whole, config)
  const vocabulary = vocabularyOf(whole)
  const texts = new Map([...vocabulary].map(([text, id]) => [id, text]))
  const idOf = (key: string, fallback: string): number => {
    const text = tokenText(config[key]) ?? tokenText(special[key]) ?? fallback
    const id = vocabulary.get(text)
    if (id === undefined)
      throw new InputError(`${folder}: the ${key} ${JSON.stringify(text)} is not in the vocabulary.`)
    return id
  }
  const start = idOf('bos_token', '<|startoftext|>')
  const end = idOf('eos_token', '<|endoftext|>')
  const pad = idOf('pad_token', texts.get(end) ?? '')
  const length =
    typeof config.model_max_length === 'number' && config.model_max_length < 1000
      ? config.model_max_length
      : 77
  const text = (id: number): string => texts.get(id) ?? ''
  return {
    length,
    start,
    end,
    pad,
    text,
    encode(prompt) {
      const own = tokenizer.encode(prompt, { add_special_tokens: false })
      const used = own.length + 2
      if (used > length) {
        throw new InputError(
          `The prompt "${prompt}" has ${used} tokens and the text encoder reads ${length}: shorten it.`,
        )
      }
      const ids = [start, ...own, end, ...Array<number>(length - used).fill(pad)]
      return { prompt, ids, texts: ids.map(text), used }
    },
  }
}

const optionalJson = (path: string): Json => (existsSync(path) ? (readJson(path) as Json) : {})

/** A special token is written as its text, or as an object that holds it. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const content = typeof value === 'object' && value !== null ? (value as Json).content : undefined
  return typeof content === 'string' ? content : undefined
}

function vocabularyOf(whole: Json): ReadonlyMap<string, number> {
  const model = whole.model as { readonly vocab: Readonly<Record<string, number>> }
  const added = (whole.added_tokens ?? []) as readonly { readonly content: string; readonly id: number }[]
  return new Map([...Object.entries(model.vocab), ...added.map(({ content, id }) => [content, id] as const)])
}

/** What transformers' converter makes of CLIP's older files. */
async function fromVocabulary(folder: string): Promise<Json> {
  const { readFile } = await import('node:fs/promises')
  const vocab = readJson(join(folder, 'vocab.json')) as Readonly<Record<string, number>>
  const path = join(folder, 'merges.txt')
  if (!existsSync(path)) throw new InputError(`The model is incomplete: there is no file ${path}.`)
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#version'))
  const special = ['<|startoftext|>', '<|endoftext|>'].map((content) => ({
    ...{ id: vocab[content], content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }))
  return {
    version: '1.0',
    added_tokens: special,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      ...{
        dropout: null,
        unk_token: '<|endoftext|>',
        continuing_subword_prefix: '',
        end_of_word_suffix: '</w>',
      },
      fuse_unk: false,
      vocab,
      merges: lines.map((line) => line.split(' ')),
    },
  }
}
