import { z } from 'zod'
import { InputError } from '../errors.ts'
import { checkConfig, count, flag, givenValues, ignored, neutral, type OnNotice } from './config-file.ts'

const settings = {
  latent_channels: count.default(4),
  down_block_types: z.array(z.literal('DownEncoderBlock2D')).default(['DownEncoderBlock2D']),
  up_block_types: z.array(z.literal('UpDecoderBlock2D')).default(['UpDecoderBlock2D']),
  block_out_channels: z.array(count).nonempty().default([64]),
  layers_per_block: count.default(1),
  norm_num_groups: count.default(32),
  scaling_factor: z.number().positive().default(0.18215),
  mid_block_add_attention: flag(true),
  use_quant_conv: flag(true),
  use_post_quant_conv: flag(true),
}

const accepted = {
  in_channels: z.literal(3).default(3),
  out_channels: z.literal(3).default(3),
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  sample_size: ignored,
  force_upcast: ignored,
  // StableDiffusionPipeline does not apply them.
  shift_factor: ignored,
  latents_mean: ignored,
  latents_std: ignored,
  ...neutral({ quantization_config: null }),
}

/** A checked `vae/config.json` of diffusers' `AutoencoderKL`, under its own key names. */
export interface VaeConfig {
  readonly latent_channels: number
  readonly block_out_channels: readonly number[]
  readonly layers_per_block: number
  readonly norm_num_groups: number
  /** What latents are multiplied with before the UNet sees them, and divided by before they are decoded. */
  readonly scaling_factor: number
  readonly mid_block_add_attention: boolean
  readonly use_quant_conv: boolean
  readonly use_post_quant_conv: boolean
}

/** Checks an autoencoder's configuration as read from JSON. Throws an InputError that names `file` and the key. */
export function vaeConfig(raw: unknown, file = 'vae/config.json', onNotice?: OnNotice): VaeConfig {
  const { down_block_types, up_block_types, ...config } = checkConfig(file, settings, accepted, raw, {
    onNotice,
  })
  const blocks = config.block_out_channels.length
  if (down_block_types.length !== blocks || up_block_types.length !== blocks) {
    throw new InputError(
      `${file}: "down_block_types", "up_block_types" and "block_out_channels" list ${down_block_types.length}, ${up_block_types.length} and ${blocks} entries; the three must agree.`,
    )
  }
  for (const channels of config.block_out_channels) {
    if (channels % config.norm_num_groups !== 0) {
      throw new InputError(
        `${file}: "norm_num_groups" (${config.norm_num_groups}) does not divide the ${channels} channels of "block_out_channels".`,
      )
    }
  }
  const given = givenValues(raw, file)
  for (const key of ['shift_factor', 'latents_mean', 'latents_std']) {
    if (given[key] === undefined || given[key] === null) continue
    onNotice?.(`Note: ${file}: "${key}" is not applied, as in diffusers' StableDiffusionPipeline.`)
  }
  return config
}

/** Pixels a side for one latent pixel: every block but the last halves. */
export function downscaling(config: VaeConfig): number {
  return 2 ** (config.block_out_channels.length - 1)
}
