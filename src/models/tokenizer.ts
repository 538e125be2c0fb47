import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { isThere } from '../files.ts'
import { quote } from '../quote.ts'
import { readJson, readModelText } from '../weights/json-file.ts'
import { numberTokens, type Piece, tokenSplitter } from './added-tokens.ts'
import { clipTokenizerJson, parseMerges } from './clip-tokenizer-json.ts'
import type { OnNotice } from './config-file.ts'
import { declaredTokens } from './special-tokens.ts'
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
const mergesSchema = z.array(z.union([z.string(), z.array(z.string())]))
const wholeSchema = z.looseObject({
  added_tokens: z.array(z.unknown()).default([]),
  padding: z.looseObject({ direction: z.string() }).nullish(),
  model: z.looseObject({ type: z.literal('BPE'), vocab: vocabSchema, merges: mergesSchema }),
})

export interface TokenizerOptions {
  /** Embeddings that the text encoder has: a prompt with a token beyond them is refused. */
  readonly vocabulary?: number
  readonly onNotice?: OnNotice
}

/**
 * Opens a tokenizer folder as transformers' `CLIPTokenizer` does: vocabulary and merges of `tokenizer.json`, or of
 * `vocab.json` and `merges.txt`, and the tokens that the folder's other files add to them.
 * Throws an InputError that names a file which is missing or corrupt.
 */
export async function openTokenizer(folder: string, options: TokenizerOptions = {}): Promise<Tokenizer> {
  const { vocabulary = Number.POSITIVE_INFINITY, onNotice = () => {} } = options
  const config = optionalJson(join(folder, 'tokenizer_config.json'))
  const { vocab, merges, addedTokens, padding } = isThere(join(folder, 'tokenizer.json'))
    ? openWhole(join(folder, 'tokenizer.json'))
    : openParts(folder)
  checkSides(folder, config, padding)
  const declared = declaredTokens({
    config,
    map: optionalJson(join(folder, 'special_tokens_map.json')),
    added: optionalJson(join(folder, 'added_tokens.json')),
    whole: addedTokens,
  })
  const added = numberTokens(declared.tokens, vocab)
  const idOf = (content: string): number => {
    const isKnown = Object.hasOwn(vocab, content) || declared.saved.has(content)
    return known(isKnown ? added.get(content) : undefined, folder, content)
  }
  const [start, end, pad] = [idOf(declared.start), idOf(declared.end), idOf(declared.pad)]
  const texts = new Map([...Object.entries(vocab), ...added].map(([text, id]) => [id, text]))
  const text = (id: number): string => texts.get(id) ?? ''
  const length = contextLength(config.model_max_length, folder, onNotice)

  // Loaded here because it takes five times as long as everything else in this file.
  const { CLIPTokenizer } = await import('@huggingface/transformers')
  const words = new CLIPTokenizer(clipTokenizerJson(vocab, merges), {})
  const split = tokenSplitter(declared.tokens, added)
  const idsOf = (prompt: string): readonly number[] =>
    split(prompt).flatMap((piece: Piece) =>
      'id' in piece ? [piece.id] : words.encode(piece.text, { add_special_tokens: false }),
    )
  return {
    length,
    start,
    end,
    pad,
    text,
    encode(prompt) {
      const own = idsOf(unfold(prompt, idsOf(prompt).map(text), added))
      const used = own.length + 2
      if (used > length) {
        throw new InputError(
          `The prompt ${quote(prompt)} is ${used} tokens long, start and end among them, and the text encoder reads ${length}: shorten it.`,
        )
      }
      const padded = [start, ...own, end, ...Array<number>(length - used).fill(pad)]
      const beyond = padded.find((id) => id >= vocabulary)
      if (beyond !== undefined) {
        throw new InputError(
          `The prompt ${quote(prompt)} holds the token ${quote(text(beyond))}, number ${beyond}, and the text encoder has ${vocabulary} embeddings, from 0 on: take tokenizer and text encoder from one model.`,
        )
      }
      return { prompt, ids: padded, texts: padded.map(text), used }
    },
  }
}

/**
 * A prompt whose added tokens of several vectors stand in full: "<cat>" is "<cat> <cat>_1 <cat>_2" where those are
 * tokens, too. diffusers' `TextualInversionLoaderMixin.maybe_convert_prompt`.
 */
function unfold(prompt: string, tokens: readonly string[], added: ReadonlyMap<string, number>): string {
  let unfolded = prompt
  for (const token of new Set(tokens)) {
    if (!added.has(`${token}_1`) || !added.has(token)) continue
    const vectors = [token]
    while (added.has(`${token}_${vectors.length}`)) vectors.push(`${token}_${vectors.length}`)
    unfolded = unfolded.replaceAll(token, () => vectors.join(' '))
  }
  return unfolded
}

interface Words {
  readonly vocab: Readonly<Record<string, number>>
  readonly merges: readonly (readonly string[])[]
  readonly addedTokens: readonly unknown[]
  /** The side that `tokenizer.json` pads on. */
  readonly padding?: string | undefined
}

function openWhole(path: string): Words {
  const parsed = wholeSchema.safeParse(readJson(path, { anyKey: true }))
  if (!parsed.success) {
    throw new InputError(`${path} is no tokenizer of CLIP's kind (BPE): ${z.prettifyError(parsed.error)}`)
  }
  const { model, added_tokens: addedTokens, padding } = parsed.data
  const merges = model.merges.map((pair) => (typeof pair === 'string' ? pair.split(' ') : pair))
  return { vocab: model.vocab, merges, addedTokens, padding: padding?.direction }
}

function openParts(folder: string): Words {
  const path = join(folder, 'vocab.json')
  const vocab = vocabSchema.safeParse(readJson(path, { anyKey: true }))
  if (!vocab.success) throw new InputError(`${path} is no vocabulary: it must map texts to whole numbers`)
  const merges = parseMerges(readModelText(join(folder, 'merges.txt')))
  return { vocab: vocab.data, merges, addedTokens: [] }
}

/** Edits count on prompts that begin at the start and are padded behind, as every published model has it. */
function checkSides(folder: string, config: Readonly<Record<string, unknown>>, padding = 'right'): void {
  const side = config.padding_side ?? padding.toLowerCase()
  if (side !== 'right') {
    throw new InputError(
      `${folder}: prompts are padded on the side ${quote(side)}, and timelab pads them on the right: set "padding_side" to "right".`,
    )
  }
  if (config.split_special_tokens === true) {
    throw new InputError(
      `${folder}: "split_special_tokens" is true, which timelab does not support: set it to false.`,
    )
  }
}

function known(id: number | undefined, folder: string, content: string): number {
  if (id === undefined) {
    throw new InputError(`${folder}: the special token ${quote(content)} is not in the vocabulary.`)
  }
  return id
}

/** CLIP's 77, where transformers wrote its "no limit" or nothing. */
function contextLength(declared: unknown, folder: string, onNotice: OnNotice): number {
  if (typeof declared === 'number' && declared > 2 && declared < 1000) return declared
  const said = declared === undefined ? 'not said' : quote(declared)
  onNotice(`Note: ${join(folder, 'tokenizer_config.json')}: "model_max_length" is ${said} and taken as 77.`)
  return 77
}

function optionalJson(path: string): Readonly<Record<string, unknown>> {
  if (!isThere(path)) return {}
  const value = readJson(path)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${path} holds no JSON object.`)
  }
  return value as Readonly<Record<string, unknown>>
}
