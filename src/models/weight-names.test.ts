import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSafetensors } from '../weights/safetensors.ts'
import { temporaryFolder, writeCounting } from '../weights/testing.ts'
import { textWeightNames, vaeWeightNames } from './weight-names.ts'

const folder = temporaryFolder()

function weightsOf(shapes: Readonly<Record<string, readonly number[]>>) {
  const path = join(folder, 'file.safetensors')
  writeCounting(path, shapes)
  return openSafetensors(path).weights
}

test('a text encoder has the same names whether its file says text_model or not, and no position_ids', () => {
  for (const prefix of ['text_model.', '']) {
    const weights = textWeightNames(
      weightsOf({
        [`${prefix}embeddings.position_ids`]: [1, 77],
        [`${prefix}embeddings.token_embedding.weight`]: [3, 2],
        [`${prefix}final_layer_norm.bias`]: [2],
      }),
    )
    assert.deepEqual([...weights.names].sort(), [
      'text_model.embeddings.token_embedding.weight',
      'text_model.final_layer_norm.bias',
    ])
    assert.deepEqual(weights.read('text_model.final_layer_norm.bias'), Float32Array.of(0, 1))
    assert.deepEqual(weights.span('text_model.embeddings.token_embedding.weight').shape, [3, 2])
  }
})

test("an autoencoder's old attention names and one-pixel convolutions become today's linear maps", () => {
  for (const tail of [[], [1, 1]]) {
    const at = 'decoder.mid_block.attentions.0'
    const weights = vaeWeightNames(
      weightsOf({
        ...Object.fromEntries(
          ['query', 'key', 'value', 'proj_attn'].map((name) => [`${at}.${name}.weight`, [2, 2, ...tail]]),
        ),
        [`${at}.group_norm.weight`]: [2],
        'decoder.conv_in.weight': [2, 2, 1, 1],
      }),
    )
    for (const name of ['to_q', 'to_k', 'to_v', 'to_out.0']) {
      assert.deepEqual(weights.span(`${at}.${name}.weight`).shape, [2, 2])
      assert.deepEqual(weights.read(`${at}.${name}.weight`), Float32Array.of(0, 1, 2, 3))
    }
    assert.equal(weights.has(`${at}.query.weight`), false)
    assert.deepEqual(weights.span(`${at}.group_norm.weight`).shape, [2])
    assert.deepEqual(weights.span('decoder.conv_in.weight').shape, [2, 2, 1, 1])
  }
})
