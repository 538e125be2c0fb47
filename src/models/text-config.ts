import { z } from 'zod'
import { checkConfig, count, flag, givenValues, ignored, neutral, type OnNotice } from './config-file.ts'

const settings = {
  vocab_size: count.default(49408),
  hidden_size: count.default(512),
  intermediate_size: count.default(2048),
  num_hidden_layers: count.default(12),
  num_attention_heads: count.default(8),
  max_position_embeddings: count.default(77),
  hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
  layer_norm_eps: z.number().positive().default(1e-5),
}

const accepted = {
  model_type: z.enum(['clip_text_model', 'clip']).default('clip_text_model'),
  bos_token_id: ignored,
  eos_token_id: ignored,
  pad_token_id: ignored,
  // The pipeline asks for the states alone, and model_index.json names the class.
  architectures: ignored,
  projection_dim: ignored,
  attention_dropout: ignored,
  dropout: ignored,
  dtype: ignored,
  initializer_factor: ignored,
  initializer_range: ignored,
  torch_dtype: ignored,
  transformers_version: ignored,
  use_attention_mask: flag(false).pipe(z.literal(false)),
  ...neutral({ quantization_config: null }),
}

/**
 * A checked `text_encoder/config.json` of transformers' `CLIPTextModel`, under its own key names.
 * Stable Diffusion 2.x reads the penultimate layer of its encoder: its published file says so by counting
 * 23 of the 24 layers, so the last layer there is is always the one to read.
 */
export interface TextConfig {
  readonly vocab_size: number
  readonly hidden_size: number
  readonly intermediate_size: number
  readonly num_hidden_layers: number
  readonly num_attention_heads: number
  readonly max_position_embeddings: number
  readonly hidden_act: 'quick_gelu' | 'gelu'
  readonly layer_norm_eps: number
}

/** Checks a text encoder's configuration as read from JSON. Throws an InputError that names `file` and the key. */
export function textConfig(raw: unknown, file = 'text_encoder/config.json', onNotice?: OnNotice): TextConfig {
  const given = givenValues(raw, file)
  // The file of a whole CLIP holds its text encoder's settings within.
  const own = given.model_type === 'clip' && 'text_config' in given ? given.text_config : given
  return checkConfig(file, settings, accepted, own, { onNotice })
}
