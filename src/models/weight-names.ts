import type { Weights } from '../weights/types.ts'

const UNREAD = /embeddings\.position_ids$|^(?:text_projection|vision_model|visual_projection)\.|^logit_scale$/

/**
 * A text encoder's weights under today's names: files may lack the prefix `text_model.`,
 * old ones carry `position_ids`, a row of counted numbers rather than a parameter, and those of a whole CLIP its
 * other halves: transformers' `CLIPTextModel` reads none of these.
 */
export function textWeightNames(weights: Weights): Weights {
  const names = weights.names.filter((name) => !UNREAD.test(name))
  const prefixed = names.some((name) => name.startsWith('text_model.'))
  return renamed(weights, new Map(names.map((name) => [prefixed ? name : `text_model.${name}`, name])))
}

/**
 * An autoencoder's weights under today's names: in the files of Stable Diffusion 1.x its attention still says
 * `query`, `key`, `value` and `proj_attn` (diffusers' `_convert_deprecated_attention_blocks`), and older ones
 * keep these linear maps as convolutions of one pixel.
 */
export function vaeWeightNames(weights: Weights): Weights {
  const today = { query: 'to_q', key: 'to_k', value: 'to_v', proj_attn: 'to_out.0' }
  const rename = (name: string) =>
    name.replace(
      /(?<=\.attentions\.0\.)(query|key|value|proj_attn)(?=\.)/,
      (old) => today[old as keyof typeof today],
    )
  const view = renamed(weights, new Map(weights.names.map((name) => [rename(name), name])))
  return {
    ...view,
    span(name) {
      const span = view.span(name)
      const linear = name.includes('.attentions.') && span.shape.length === 4
      return linear ? { ...span, shape: span.shape.slice(0, 2) } : span
    },
  }
}

/** A view of `weights` whose names are the map's keys, each read under the name it maps to. */
function renamed(weights: Weights, stored: ReadonlyMap<string, string>): Weights {
  const original = (name: string) => stored.get(name) ?? name
  return {
    names: [...stored.keys()],
    has: (name) => stored.has(name),
    span: (name) => weights.span(original(name)),
    read: (name) => weights.read(original(name)),
    readFloat64: (name) => weights.readFloat64(original(name)),
  }
}
