import type { UNetConfig } from './unet-config.ts'

/** A residual block: two convolutions, the time embedding between them, a shortcut where the channels change. */
export interface Resnet {
  readonly name: string
  readonly inputs: number
  readonly outputs: number
}

/** A transformer over pixels: self-attention, cross-attention to the text, feed-forward. */
export interface Transformer {
  readonly name: string
  readonly channels: number
  readonly heads: number
}

/** One resolution of the way down or up. */
export interface Stage {
  readonly layers: readonly { readonly resnet: Resnet; readonly transformer?: Transformer }[]
  /** The strided convolution at its end, or the one after doubling; absent at the last stage. */
  readonly sampler?: { readonly name: string; readonly channels: number }
}

/** The UNet of a configuration as data: what the forward pass walks and the weights are checked against. */
export interface UNetLayout {
  readonly down: readonly Stage[]
  readonly middle: {
    readonly before: Resnet
    readonly transformer: Transformer
    readonly after: Resnet
  }
  /** Each resnet's inputs count the skip that is joined to it. */
  readonly up: readonly Stage[]
  /** Width of the time embedding. */
  readonly time: number
}

/** Lays a UNet out: diffusers' `UNet2DConditionModel.__init__` with its parameter names. */
export function unetLayout(config: UNetConfig): UNetLayout {
  const { block_out_channels: widths, layers_per_block: depth, heads } = config
  const last = widths.length - 1
  const width = (block: number) => widths[Math.min(Math.max(block, 0), last)] ?? 0

  const skips = [width(0)]
  const down = widths.map((channels, block): Stage => {
    const name = `down_blocks.${block}`
    const crossed = config.down_block_types[block] === 'CrossAttnDownBlock2D'
    const layers = Array.from({ length: depth }, (_, layer) => {
      const inputs = layer === 0 ? width(block - 1) : channels
      skips.push(channels)
      return {
        resnet: { name: `${name}.resnets.${layer}`, inputs, outputs: channels },
        ...(crossed ? { transformer: transformer(name, layer, channels, heads[block]) } : {}),
      }
    })
    if (block === last) return { layers }
    skips.push(channels)
    return { layers, sampler: { name: `${name}.downsamplers.0.conv`, channels } }
  })

  const deepest = width(last)
  const middle = {
    before: { name: 'mid_block.resnets.0', inputs: deepest, outputs: deepest },
    transformer: transformer('mid_block', 0, deepest, heads[last]),
    after: { name: 'mid_block.resnets.1', inputs: deepest, outputs: deepest },
  }

  const up = widths.map((_, block): Stage => {
    const name = `up_blocks.${block}`
    const channels = width(last - block)
    const crossed = config.up_block_types[block] === 'CrossAttnUpBlock2D'
    const layers = Array.from({ length: depth + 1 }, (_, layer) => {
      const below = layer === 0 ? width(last - block + 1) : channels
      const inputs = below + (skips.pop() ?? 0)
      return {
        resnet: { name: `${name}.resnets.${layer}`, inputs, outputs: channels },
        ...(crossed ? { transformer: transformer(name, layer, channels, heads[last - block]) } : {}),
      }
    })
    return block === last ? { layers } : { layers, sampler: { name: `${name}.upsamplers.0.conv`, channels } }
  })
  return { down, middle, up, time: 4 * width(0) }
}

/** A cross-attention layer: its parameters are `name.to_k.weight` and `name.to_v.weight`, `[inner, cross_attention_dim]`. */
export interface CrossAttentionLayer {
  readonly name: string
  /** Width of its keys and values. */
  readonly inner: number
}

/** Every layer that reads the text, in the order the UNet runs them: their keys and values are `k0`, `v0`, `k1`, ... */
export function crossAttentionLayers(config: UNetConfig): readonly CrossAttentionLayer[] {
  const { down, middle, up } = unetLayout(config)
  const transformers = (stages: readonly Stage[]) =>
    stages.flatMap(({ layers }) => layers.flatMap((layer) => layer.transformer ?? []))
  return [...transformers(down), middle.transformer, ...transformers(up)].map(({ name, channels }) => ({
    name: `${name}.transformer_blocks.0.attn2`,
    inner: channels,
  }))
}

function transformer(block: string, layer: number, channels: number, heads = 1): Transformer {
  return { name: `${block}.attentions.${layer}`, channels, heads }
}
