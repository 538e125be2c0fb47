import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sizeOf } from '../engine/ndarray.ts'
import { textWeights, unetWeights, vaeWeights } from './expected-weights.ts'
import { stableDiffusion14, stableDiffusion21 } from './published-configs.ts'
import { textConfig } from './text-config.ts'
import { unetConfig } from './unet-config.ts'
import { crossAttentionLayers } from './unet-layout.ts'
import { vaeConfig } from './vae-config.ts'

const config = unetConfig(stableDiffusion14.unet)
const parameters = (weights: ReadonlyMap<string, readonly number[]>) =>
  [...weights.values()].reduce((total, shape) => total + sizeOf(shape), 0)

test('Stable Diffusion 1.4 has 16 cross-attention layers, 32 matrices and 19,169,280 parameters to edit', () => {
  const layers = crossAttentionLayers(config)
  assert.equal(layers.length, 16)
  const weights = unetWeights(config)
  const matrices = layers.flatMap(({ name }) => [`${name}.to_k.weight`, `${name}.to_v.weight`])
  assert.equal(matrices.length, 32)
  const edited = matrices.map((name) => sizeOf(weights.get(name) ?? []))
  assert.equal(
    edited.reduce((a, b) => a + b),
    19_169_280,
  )
  layers.forEach(({ name, inner }) => {
    assert.deepEqual(weights.get(`${name}.to_k.weight`), [inner, 768])
  })
})

test('cross-attention layers come in the order they run: down, middle, up', () => {
  const names = crossAttentionLayers(config).map(({ name }) => name)
  assert.equal(names[0], 'down_blocks.0.attentions.0.transformer_blocks.0.attn2')
  assert.equal(names[6], 'mid_block.attentions.0.transformer_blocks.0.attn2')
  assert.equal(names[7], 'up_blocks.1.attentions.0.transformer_blocks.0.attn2')
  assert.equal(names[15], 'up_blocks.3.attentions.2.transformer_blocks.0.attn2')
})

test('the parts of Stable Diffusion have as many parameters as published', () => {
  assert.equal(parameters(unetWeights(config)), 859_520_964)
  assert.equal(parameters(vaeWeights(vaeConfig(stableDiffusion14.vae))), 83_653_863)
  assert.equal(parameters(textWeights(textConfig(stableDiffusion14.text))), 123_060_480)
  assert.equal(parameters(unetWeights(unetConfig(stableDiffusion21.unet))), 865_910_724)
})
