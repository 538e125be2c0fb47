import type { AddedToken } from './added-tokens.ts'

type Json = Readonly<Record<string, unknown>>

/** The JSON files of a tokenizer's folder that declare tokens, empty where they are not there. */
export interface TokenFiles {
  readonly config: Json
  /** `special_tokens_map.json`. */
  readonly map: Json
  /** `added_tokens.json`: ids by content. */
  readonly added: Json
  /** `added_tokens` of `tokenizer.json`. */
  readonly whole: readonly unknown[]
}

/** The tokens that a tokenizer finds before all others, in the order that numbers them, and who has which office. */
export interface DeclaredTokens {
  readonly tokens: readonly AddedToken[]
  /** Those that a file declares with an id. */
  readonly saved: ReadonlySet<string>
  readonly start: string
  readonly end: string
  readonly pad: string
}

/** transformers' `SPECIAL_TOKENS_ATTRIBUTES`, with the defaults of its `CLIPTokenizer`. */
const OFFICES: Readonly<Record<string, string | undefined>> = {
  bos_token: '<|startoftext|>',
  eos_token: '<|endoftext|>',
  unk_token: '<|endoftext|>',
  sep_token: undefined,
  pad_token: '<|endoftext|>',
  cls_token: undefined,
  mask_token: undefined,
}

/**
 * The tokens that a tokenizer's folder declares, by the rules of transformers' `from_pretrained`: a config with
 * `added_tokens_decoder` speaks for itself; over an older one `special_tokens_map.json` has the last word (so SD 2.x
 * pads with "!"), and `added_tokens.json` and `tokenizer.json` add theirs.
 */
export function declaredTokens({ config, map, added, whole }: TokenFiles): DeclaredTokens {
  const decoder = isJson(config.added_tokens_decoder) ? config.added_tokens_decoder : undefined
  const declared: Json = decoder ? config : { ...config, ...map }
  const listed = [...listOf(config.extra_special_tokens ?? config.additional_special_tokens)]
  if (!decoder) listed.push(...listOf(map.extra_special_tokens))
  // The older name of the same list comes too late to make tokens special, but not to add them.
  const extra = listed.length > 0 || decoder ? listed : listOf(map.additional_special_tokens)
  const offices = Object.entries(OFFICES).map(([key, fallback]) => [key, declared[key] ?? fallback] as const)
  const own = Object.entries(declared).filter(([key]) => key.endsWith('_token') && !(key in OFFICES))
  const special = [...[...offices, ...own].map(([, value]) => value), ...extra]
  const names = new Set([...Object.keys(OFFICES).map((key) => declared[key]), ...listed].map(contentOf))

  const byId = new Map<number, AddedToken>()
  if (decoder) {
    for (const [id, token] of Object.entries(decoder)) keep(Number(id), read(token, false))
  } else {
    for (const [content, id] of Object.entries(added)) {
      if (typeof id === 'number') keep(id, read({ content, normalized: !names.has(content) }, false))
    }
    for (const token of whole) if (isJson(token)) keep(Number(token.id), read(token, false))
  }
  function keep(id: number, token: AddedToken | undefined): void {
    if (token) byId.set(id, token)
  }
  const saved = [...byId].sort(([a], [b]) => a - b).map(([, token]) => token)
  const known = new Set(saved.map(({ content }) => content))
  const others = special
    .flatMap((value) => read(value, true) ?? [])
    .filter(({ content }) => !known.has(content))
  const office = (key: string) => contentOf(declared[key]) ?? OFFICES[key] ?? ''
  return {
    tokens: [...saved, ...others],
    saved: known,
    start: office('bos_token'),
    end: office('eos_token'),
    pad: office('pad_token'),
  }
}

/** The tokens of a list, or of an object that names them. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : isJson(value) ? Object.values(value) : []
}

/** A token as a file declares it: its content alone, or an object. */
function read(value: unknown, special: boolean): AddedToken | undefined {
  const content = contentOf(value)
  if (content === undefined) return undefined
  const flags: Json = isJson(value) ? value : {}
  return {
    content,
    normalized:
      typeof flags.normalized === 'boolean' ? flags.normalized : !(special || flags.special === true),
    single_word: flags.single_word === true,
    lstrip: flags.lstrip === true,
    rstrip: flags.rstrip === true,
  }
}

function contentOf(value: unknown): string | undefined {
  const content = isJson(value) ? value.content : value
  return typeof content === 'string' ? content : undefined
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
