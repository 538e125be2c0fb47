import * as tf from '@tensorflow/tfjs-core'
import { attention, embedding, gelu, quickGelu } from '../engine/ops.ts'
import type { Params } from '../engine/types.ts'
import { dense, normLayer, within } from './blocks.ts'
import type { TextConfig } from './text-config.ts'

/**
 * CLIP's text encoder: int32 token ids `[b, n]` to states `[b, n, width]`, after the last layer there is and the
 * final normalisation. transformers' `CLIPTextModel`, `last_hidden_state`.
 */
export function textEncoder(root: Params, config: TextConfig, ids: tf.Tensor): tf.Tensor {
  const params = within(root, 'text_model')
  const { hidden_size: width, layer_norm_eps: epsilon, num_attention_heads: heads } = config
  const [, length = 1] = ids.shape
  const activate = config.hidden_act === 'gelu' ? gelu : quickGelu
  const positions = tf.slice(params('embeddings.position_embedding.weight'), [0, 0], [length, width])
  let x = tf.add(embedding(ids, params('embeddings.token_embedding.weight')), positions)
  for (let index = 0; index < config.num_hidden_layers; index++) {
    const layer = within(params, `encoder.layers.${index}`)
    x = tf.add(
      x,
      selfAttention(within(layer, 'self_attn'), normLayer(layer, 'layer_norm1', x, epsilon), heads),
    )
    const hidden = activate(dense(layer, 'mlp.fc1', normLayer(layer, 'layer_norm2', x, epsilon)))
    x = tf.add(x, dense(layer, 'mlp.fc2', hidden))
  }
  return normLayer(params, 'final_layer_norm', x, epsilon)
}

/** Every token sees itself and those before it; pads are tokens like any other, as Stable Diffusion has it. */
function selfAttention(params: Params, x: tf.Tensor, heads: number): tf.Tensor {
  const project = (name: string) => dense(params, name, x)
  return dense(
    params,
    'out_proj',
    attention(project('q_proj'), project('k_proj'), project('v_proj'), heads, 'causal'),
  )
}
