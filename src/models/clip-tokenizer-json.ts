/*
 * CLIP's tokenizer in the form of `tokenizer.json`, made from its older files as transformers' `CLIPTokenizer`
 * makes it: `vocab.json`, `merges.txt`, `tokenizer_config.json` and `special_tokens_map.json`.
 */

/** A token that is found in a prompt before anything else is done to it. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  readonly special: boolean
  /** Whether it is looked for in the lower-cased prompt rather than in the prompt as written. */
  readonly normalized: boolean
  readonly single_word: boolean
  readonly lstrip: boolean
  readonly rstrip: boolean
}

/** What timelab reads of a `tokenizer.json`. */
export interface TokenizerJson {
  readonly added_tokens: readonly AddedToken[]
  readonly model: { readonly vocab: Readonly<Record<string, number>> }
}

/** Pieces that are cut out of a prompt and then encoded one by one; what matches none of them is dropped. */
const PIECES =
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"

/** The whole tokenizer from a vocabulary, the lines of `merges.txt` and the tokens that are added to them. */
export function fromVocabulary(
  vocab: Readonly<Record<string, number>>,
  merges: string,
  added: readonly AddedToken[],
): TokenizerJson {
  const pairs = merges
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#version'))
    .map((line) => line.split(' '))
  const whole = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
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
        { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<|endoftext|>',
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: pairs,
    },
  }
  return whole
}
