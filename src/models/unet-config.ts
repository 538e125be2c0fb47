import { z } from 'zod'
import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'
import { checkConfig, count, flag, ignored, neutral, type OnNotice, oneForAll } from './config-file.ts'

const settings = {
  sample_size: z.union([count, z.tuple([count, count])], 'supported: a whole number, or two').nullish(),
  in_channels: count.default(4),
  out_channels: count.default(4),
  down_block_types: z
    .array(z.enum(['CrossAttnDownBlock2D', 'DownBlock2D']))
    .default(['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D']),
  up_block_types: z
    .array(z.enum(['CrossAttnUpBlock2D', 'UpBlock2D']))
    .default(['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D']),
  block_out_channels: z.array(count).nonempty().default([320, 640, 1280, 1280]),
  layers_per_block: oneForAll(count.default(2)),
  attention_head_dim: z
    .union([count, z.array(count)], 'supported: a whole number or a list of them')
    .default(8),
  cross_attention_dim: oneForAll(count.default(1280)),
  use_linear_projection: flag(false),
  norm_num_groups: count.default(32),
  norm_eps: z.number().positive().default(1e-5),
  flip_sin_to_cos: flag(true),
  freq_shift: z.number().default(0),
}

const accepted = {
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  upcast_attention: ignored,
  dropout: ignored,
  // Read for embeddings of other kinds alone.
  addition_embed_type_num_heads: ignored,
  addition_time_embed_dim: ignored,
  projection_class_embeddings_input_dim: ignored,
  transformer_layers_per_block: oneForAll(z.literal(1).default(1)),
  center_input_sample: flag(false).pipe(z.literal(false)),
  only_cross_attention: oneForAll(flag(false)).pipe(z.literal(false)),
  mid_block_only_cross_attention: flag(false).pipe(z.literal(false)),
  dual_cross_attention: flag(false).pipe(z.literal(false)),
  class_embeddings_concat: flag(false).pipe(z.literal(false)),
  resnet_skip_time_act: flag(false).pipe(z.literal(false)),
  ...neutral({
    mid_block_type: 'UNetMidBlock2DCrossAttn',
    mid_block_scale_factor: 1,
    downsample_padding: 1,
    reverse_transformer_layers_per_block: null,
    num_attention_heads: null,
    attention_type: 'default',
    cross_attention_norm: null,
    encoder_hid_dim: null,
    encoder_hid_dim_type: null,
    class_embed_type: null,
    num_class_embeds: null,
    addition_embed_type: null,
    time_embedding_type: 'positional',
    time_embedding_dim: null,
    time_embedding_act_fn: null,
    timestep_post_act: null,
    time_cond_proj_dim: null,
    resnet_time_scale_shift: 'default',
    resnet_out_scale_factor: 1,
    conv_in_kernel: 3,
    conv_out_kernel: 3,
    quantization_config: null,
  }),
}

/** A checked `unet/config.json` of diffusers' `UNet2DConditionModel`, under its own key names. */
export interface UNetConfig {
  /** Latent pixels a side that the model was trained at. */
  readonly sample_size: number
  readonly in_channels: number
  readonly out_channels: number
  readonly down_block_types: readonly ('CrossAttnDownBlock2D' | 'DownBlock2D')[]
  readonly up_block_types: readonly ('CrossAttnUpBlock2D' | 'UpBlock2D')[]
  readonly block_out_channels: readonly number[]
  readonly layers_per_block: number
  /**
   * Heads of each down block's attention; the up blocks read the list backwards.
   * diffusers' name is historical: in the 1.x and 2.x family the key `attention_head_dim` counts heads.
   */
  readonly heads: readonly number[]
  /** Width of the text states. */
  readonly cross_attention_dim: number
  /** Whether a transformer's own projections are linear (2.x) or 1x1 convolutions (1.x). */
  readonly use_linear_projection: boolean
  readonly norm_num_groups: number
  readonly norm_eps: number
  readonly flip_sin_to_cos: boolean
  readonly freq_shift: number
}

/** Checks a UNet's configuration as read from JSON. Throws an InputError that names `file` and the key. */
export function unetConfig(raw: unknown, file = 'unet/config.json', onNotice?: OnNotice): UNetConfig {
  const { attention_head_dim, sample_size, ...config } = checkConfig(file, settings, accepted, raw, {
    onNotice,
  })
  const blocks = config.block_out_channels.length
  const heads = Array.isArray(attention_head_dim)
    ? attention_head_dim
    : config.block_out_channels.map(() => attention_head_dim)
  const lists = {
    attention_head_dim: heads,
    down_block_types: config.down_block_types,
    up_block_types: config.up_block_types,
  }
  for (const [key, list] of Object.entries(lists)) {
    if (list.length !== blocks) {
      throw new InputError(
        `${file}: "${key}" lists ${list.length} entries, "block_out_channels" ${blocks}; the two must agree.`,
      )
    }
  }
  config.block_out_channels.forEach((channels, block) => {
    if (channels % config.norm_num_groups !== 0 || channels % (heads[block] ?? 1) !== 0) {
      throw new InputError(
        `${file}: block ${block} of "block_out_channels" has ${channels} channels, which "norm_num_groups" (${config.norm_num_groups}) and its heads (${heads[block]}) must divide.`,
      )
    }
  })
  return { ...config, heads, sample_size: trainedSize(sample_size, raw, file, onNotice) }
}

/**
 * Latent pixels a side: what the file says, but as diffusers' StableDiffusionPipeline mends it: configurations from
 * before its version 0.9 that name less than 64 are taken for Stable Diffusion 1.x, whose files said 32 or less by mistake.
 */
function trainedSize(
  said: number | readonly [number, number] | null | undefined,
  raw: unknown,
  file: string,
  onNotice: OnNotice = () => {},
): number {
  const told = (size: number, why: string) => {
    onNotice(
      `Note: ${file}: "sample_size" is ${said === undefined ? 'missing' : quote(said)} and taken as ${size}, ${why}.`,
    )
    return size
  }
  if (said === null || said === undefined)
    return told(64, 'the size of Stable Diffusion 1.x; --size asks for another')
  if (typeof said !== 'number') {
    const [height, width] = said
    if (height === width) return height
    throw new InputError(
      `${file}: "sample_size" is ${quote(said)}, and timelab's models are square by default: write one number, and ask for other sizes with --size.`,
    )
  }
  const version = (raw as Readonly<Record<string, unknown>>)._diffusers_version
  const old = typeof version === 'string' && /^0\.[0-8](?:\D|$)/.test(version)
  return old && said < 64
    ? told(64, "as in diffusers' StableDiffusionPipeline, where files are older than 0.9")
    : said
}
