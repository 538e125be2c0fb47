import type { TextConfig } from './text-config.ts'
import type { UNetConfig } from './unet-config.ts'
import { type Resnet, type Transformer, unetLayout } from './unet-layout.ts'
import type { VaeConfig } from './vae-config.ts'

/** Every parameter of a component and its shape as PyTorch lays it out; what `checkWeights` compares files with. */
export type ExpectedWeights = ReadonlyMap<string, readonly number[]>

/** The parameters of a UNet. */
export function unetWeights(config: UNetConfig): ExpectedWeights {
  const { down, middle, up, time } = unetLayout(config)
  const width = time / 4
  const stages = [...down, ...up].flatMap(({ layers, sampler }) => [
    ...layers.flatMap((layer) => [
      ...resnet(layer.resnet, time),
      ...(layer.transformer ? transformer(layer.transformer, config) : []),
    ]),
    ...(sampler ? conv(sampler.name, sampler.channels, sampler.channels, 3) : []),
  ])
  return new Map([
    ...conv('conv_in', config.in_channels, width, 3),
    ...dense('time_embedding.linear_1', width, time),
    ...dense('time_embedding.linear_2', time, time),
    ...stages,
    ...resnet(middle.before, time),
    ...transformer(middle.transformer, config),
    ...resnet(middle.after, time),
    ...norm('conv_norm_out', width),
    ...conv('conv_out', width, config.out_channels, 3),
  ])
}

/** The parameters of an autoencoder, encoder and decoder. */
export function vaeWeights(config: VaeConfig): ExpectedWeights {
  const { block_out_channels: widths, latent_channels: latent, layers_per_block: depth } = config
  const first = widths[0] ?? 0
  const last = widths.at(-1) ?? 0
  const half = (
    side: 'encoder' | 'decoder',
    order: readonly number[],
    layers: number,
    [block, sampler]: readonly [string, string],
  ) =>
    order.flatMap((outputs, index) => {
      const name = `${side}.${block}.${index}`
      const before = order[index - 1] ?? outputs
      return [
        ...Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) =>
          resnet({ name: `${name}.resnets.${layer}`, inputs: layer === 0 ? before : outputs, outputs }),
        ),
        ...(index < order.length - 1 ? conv(`${name}.${sampler}.0.conv`, outputs, outputs, 3) : []),
      ]
    })
  const sides = (['encoder', 'decoder'] as const).flatMap((side) => {
    const encodes = side === 'encoder'
    return [
      ...conv(`${side}.conv_in`, encodes ? 3 : latent, encodes ? first : last, 3),
      ...vaeMiddle(`${side}.mid_block`, last, config.mid_block_add_attention),
      ...norm(`${side}.conv_norm_out`, encodes ? last : first),
      ...conv(`${side}.conv_out`, encodes ? last : first, encodes ? 2 * latent : 3, 3),
    ]
  })
  return new Map([
    ...sides,
    ...half('encoder', widths, depth, ['down_blocks', 'downsamplers']),
    ...half('decoder', widths.toReversed(), depth + 1, ['up_blocks', 'upsamplers']),
    ...(config.use_quant_conv ? conv('quant_conv', 2 * latent, 2 * latent, 1) : []),
    ...(config.use_post_quant_conv ? conv('post_quant_conv', latent, latent, 1) : []),
  ])
}

/** The parameters of a text encoder. */
export function textWeights(config: TextConfig): ExpectedWeights {
  const { hidden_size: width, intermediate_size: inner } = config
  const layers = Array.from({ length: config.num_hidden_layers }, (_, index) => {
    const name = `text_model.encoder.layers.${index}`
    return [
      ...['q_proj', 'k_proj', 'v_proj', 'out_proj'].flatMap((part) =>
        dense(`${name}.self_attn.${part}`, width, width),
      ),
      ...norm(`${name}.layer_norm1`, width),
      ...norm(`${name}.layer_norm2`, width),
      ...dense(`${name}.mlp.fc1`, width, inner),
      ...dense(`${name}.mlp.fc2`, inner, width),
    ]
  })
  return new Map([
    ['text_model.embeddings.token_embedding.weight', [config.vocab_size, width]],
    ['text_model.embeddings.position_embedding.weight', [config.max_position_embeddings, width]],
    ...layers.flat(),
    ...norm('text_model.final_layer_norm', width),
  ])
}

type Entries = readonly (readonly [string, readonly number[]])[]

function dense(name: string, inputs: number, outputs: number, bias = true): Entries {
  return [[`${name}.weight`, [outputs, inputs]], ...(bias ? [[`${name}.bias`, [outputs]] as const] : [])]
}

function conv(name: string, inputs: number, outputs: number, size: number): Entries {
  return [
    [`${name}.weight`, [outputs, inputs, size, size]],
    [`${name}.bias`, [outputs]],
  ]
}

function norm(name: string, channels: number): Entries {
  return [
    [`${name}.weight`, [channels]],
    [`${name}.bias`, [channels]],
  ]
}

function resnet({ name, inputs, outputs }: Resnet, time?: number): Entries {
  return [
    ...norm(`${name}.norm1`, inputs),
    ...conv(`${name}.conv1`, inputs, outputs, 3),
    ...(time === undefined ? [] : dense(`${name}.time_emb_proj`, time, outputs)),
    ...norm(`${name}.norm2`, outputs),
    ...conv(`${name}.conv2`, outputs, outputs, 3),
    ...(inputs === outputs ? [] : conv(`${name}.conv_shortcut`, inputs, outputs, 1)),
  ]
}

function transformer({ name, channels }: Transformer, config: UNetConfig): Entries {
  const block = `${name}.transformer_blocks.0`
  const project = (part: string) =>
    config.use_linear_projection
      ? dense(`${name}.${part}`, channels, channels)
      : conv(`${name}.${part}`, channels, channels, 1)
  const attention = (part: string, context: number) => [
    ...dense(`${block}.${part}.to_q`, channels, channels, false),
    ...dense(`${block}.${part}.to_k`, context, channels, false),
    ...dense(`${block}.${part}.to_v`, context, channels, false),
    ...dense(`${block}.${part}.to_out.0`, channels, channels),
  ]
  return [
    ...norm(`${name}.norm`, channels),
    ...project('proj_in'),
    ...project('proj_out'),
    ...['norm1', 'norm2', 'norm3'].flatMap((part) => norm(`${block}.${part}`, channels)),
    ...attention('attn1', channels),
    ...attention('attn2', config.cross_attention_dim),
    ...dense(`${block}.ff.net.0.proj`, channels, 8 * channels),
    ...dense(`${block}.ff.net.2`, 4 * channels, channels),
  ]
}

function vaeMiddle(name: string, channels: number, attends: boolean): Entries {
  const square = { inputs: channels, outputs: channels }
  const attention = ['to_q', 'to_k', 'to_v', 'to_out.0'].flatMap((part) =>
    dense(`${name}.attentions.0.${part}`, channels, channels),
  )
  return [
    ...resnet({ name: `${name}.resnets.0`, ...square }),
    ...resnet({ name: `${name}.resnets.1`, ...square }),
    ...(attends ? [...norm(`${name}.attentions.0.group_norm`, channels), ...attention] : []),
  ]
}
