import type { AddedToken } from './clip-tokenizer-json.ts'

type Json = Readonly<Record<string, unknown>>
type Flags = Omit<AddedToken, 'id' | 'content'>

/** A token as `tokenizer_config.json` or `special_tokens_map.json` declares it. */
export interface SpecialToken {
  readonly content: string
  readonly flags: Flags
}

export interface SpecialTokens {
  readonly start: SpecialToken
  readonly end: SpecialToken
  readonly pad: SpecialToken
}

const PLAIN: Flags = { special: true, normalized: false, single_word: false, lstrip: false, rstrip: false }

/**
 * The special tokens that a tokenizer's folder names, by transformers' rule: a config with `added_tokens_decoder`
 * speaks for itself; over an older one `special_tokens_map.json` has the last word (so SD 2.x pads with "!").
 */
export function specialTokens(config: Json, map: Json): SpecialTokens {
  const decoder = isJson(config.added_tokens_decoder) ? config.added_tokens_decoder : undefined
  const declared = decoder ? config : { ...config, ...map }
  const known = Object.values(decoder ?? {}).filter(isJson)
  const find = (key: string, fallback: string): SpecialToken => {
    const value = declared[key] ?? fallback
    const content = isJson(value) ? value.content : value
    if (typeof content !== 'string') return { content: fallback, flags: PLAIN }
    const flags = isJson(value) ? value : (known.find((token) => token.content === content) ?? {})
    return { content, flags: readFlags(flags) }
  }
  return {
    start: find('bos_token', '<|startoftext|>'),
    end: find('eos_token', '<|endoftext|>'),
    pad: find('pad_token', '<|endoftext|>'),
  }
}

function readFlags(json: Json): Flags {
  return {
    special: true,
    normalized: json.normalized === true,
    single_word: json.single_word === true,
    lstrip: json.lstrip === true,
    rstrip: json.rstrip === true,
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
