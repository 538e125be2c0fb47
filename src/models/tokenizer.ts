import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { readJson } from '../weights/json-file.ts'
import { type AddedToken, fromVocabulary, type TokenizerJson } from './clip-tokenizer-json.ts'
import { type SpecialToken, type SpecialTokens, specialTokens } from './special-tokens.ts'
import type { Tokens } from './types.ts'

/** CLIP's tokenizer (transformers' `CLIPTokenizer`). */
export interface Tokenizer {
  /** Ids a prompt is padded to. */
  readonly length: number
  readonly start: number
  readonly end: number
  readonly pad: number
  /** Throws an InputError that names the prompt and its token count where it is longer than `length` allows. */
  encode(prompt: string): Tokens
  /** The text of an id, `</w>` kept; empty where there is no such id. */
  text(id: number): string
}

/** Checked by hand: zod's `record` takes a tenth of a second over CLIP's 49408 entries. */
const vocabSchema = z.custom<Readonly<Record<string, number>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((id) => Number.isSafeInteger(id)),
  'must map texts to whole numbers',
)
const wholeSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string(), normalized: z.boolean() })),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: vocabSchema,
    merges: z.custom<readonly unknown[]>(Array.isArray, 'must be a list'),
  }),
})

/**
 * Opens a tokenizer folder: `tokenizer.json`, or `vocab.json` and `merges.txt` where there is none.
 * Throws an InputError that names a file which is missing or corrupt.
 */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const config = optionalJson(join(folder, 'tokenizer_config.json'))
  const special = specialTokens(config, optionalJson(join(folder, 'special_tokens_map.json')))
  const whole = existsSync(join(folder, 'tokenizer.json'))
    ? openWhole(join(folder, 'tokenizer.json'), special.pad)
    : openParts(folder, special)

  const ids = new Map(Object.entries(whole.model.vocab))
  for (const { content, id } of whole.added_tokens) ids.set(content, id)
  const texts = new Map(Array.from(ids, ([text, id]) => [id, text]))
  const text = (id: number): string => texts.get(id) ?? ''
  const idOf = ({ content }: SpecialToken) => known(ids.get(content), folder, content)
  const [start, end, pad] = [idOf(special.start), idOf(special.end), idOf(special.pad)]
  const length = contextLength(config.model_max_length)

  // Loaded here because it takes five times as long as everything else in this file.
  const { CLIPTokenizer } = await import('@huggingface/transformers')
  const tokenizer = new CLIPTokenizer(whole, { eos_token: special.end.content })
  const prepare = likeTransformers(whole.added_tokens)
  return {
    length,
    start,
    end,
    pad,
    text,
    encode(prompt) {
      const own = tokenizer.encode(prepare(prompt), { add_special_tokens: false })
      const used = own.length + 2
      if (used > length) {
        throw new InputError(
          `The prompt ${JSON.stringify(prompt)} is ${used} tokens long, start and end among them, and the text encoder reads ${length}: shorten it.`,
        )
      }
      const padded = [start, ...own, end, ...Array<number>(length - used).fill(pad)]
      return { prompt, ids: padded, texts: padded.map(text), used }
    },
  }
}

function openWhole(path: string, pad: SpecialToken): TokenizerJson {
  const parsed = wholeSchema.safeParse(readJson(path, { anyKey: true }))
  if (!parsed.success) {
    throw new InputError(`${path} is no tokenizer of CLIP's kind (BPE): ${z.prettifyError(parsed.error)}`)
  }
  const whole = parsed.data as unknown as TokenizerJson
  const id = idIn(whole.model.vocab, pad.content)
  if (id === undefined || whole.added_tokens.some(({ content }) => content === pad.content)) return whole
  // As in transformers, what pads is a token of its own wherever it stands: "wow!" ends in SD 2.x's pad.
  return { ...whole, added_tokens: [{ id, content: pad.content, ...pad.flags }, ...whole.added_tokens] }
}

function openParts(folder: string, special: SpecialTokens): TokenizerJson {
  const path = join(folder, 'vocab.json')
  const vocab = vocabSchema.safeParse(readJson(path, { anyKey: true }))
  if (!vocab.success) throw new InputError(`${path} is no vocabulary: it must map texts to whole numbers`)
  const merges = join(folder, 'merges.txt')
  if (!existsSync(merges)) throw new InputError(`The model is incomplete: there is no file ${merges}.`)
  const tokens = new Map([special.start, special.end, special.pad].map((token) => [token.content, token]))
  const added = Array.from(tokens.values(), ({ content, flags }): AddedToken => {
    return { id: known(idIn(vocab.data, content), folder, content), content, ...flags }
  })
  return fromVocabulary(vocab.data, readFileSync(merges, 'utf8'), added)
}

/** A text's id; undefined where the vocabulary lacks it, whatever objects inherit under that name. */
const idIn = (vocab: TokenizerJson['model']['vocab'], text: string): number | undefined =>
  Object.hasOwn(vocab, text) ? vocab[text] : undefined

/**
 * Removes the two differences between the JavaScript tokenizer and the Python one: JavaScript lower-cases a Σ at the
 * end of a word to ς, and takes `<|ENDOFTEXT|>` for the token even where that is only looked for as written.
 */
function likeTransformers(added: readonly AddedToken[]): (prompt: string) => string {
  const asWritten = new Set(added.filter(({ normalized }) => !normalized).map(({ content }) => content))
  return (prompt) =>
    prompt
      .replaceAll('Σ', 'σ')
      .replace(/<\|(startoftext|endoftext)\|>/gi, (found, name: string) =>
        !asWritten.has(found) && asWritten.has(found.toLowerCase()) ? `<| ${name} |>` : found,
      )
}

function known(id: number | undefined, folder: string, content: string): number {
  if (id === undefined) {
    throw new InputError(`${folder}: the special token ${JSON.stringify(content)} is not in the vocabulary.`)
  }
  return id
}

/** CLIP's 77, where transformers wrote its "no limit" or nothing. */
function contextLength(declared: unknown): number {
  return typeof declared === 'number' && declared > 2 && declared < 1000 ? declared : 77
}

function optionalJson(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {}
  const value = readJson(path)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${path} holds no JSON object.`)
  }
  return value as Readonly<Record<string, unknown>>
}
