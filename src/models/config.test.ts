import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { InputError } from '../errors.ts'
import { stableDiffusion14, stableDiffusion21 } from './published-configs.ts'
import { schedulerConfig } from './scheduler-config.ts'
import { textConfig } from './text-config.ts'
import { unetConfig } from './unet-config.ts'
import { downscaling, vaeConfig } from './vae-config.ts'

/** The check's complaint is an InputError that says each of these. */
function refuses(check: () => unknown, ...says: readonly string[]): void {
  assert.throws(check, (error) => {
    assert.ok(error instanceof InputError, String(error))
    for (const part of says) assert.ok(error.message.includes(part), `"${error.message}" lacks "${part}"`)
    return true
  })
}

describe('published configurations', () => {
  test('Stable Diffusion 1.4: what the file lacks has the value diffusers gives it', () => {
    const unet = unetConfig(stableDiffusion14.unet)
    assert.deepEqual([unet.heads, unet.use_linear_projection, unet.sample_size], [[8, 8, 8, 8], false, 64])
    const vae = vaeConfig(stableDiffusion14.vae)
    assert.deepEqual([vae.scaling_factor, vae.norm_num_groups, vae.use_quant_conv], [0.18215, 32, true])
    assert.equal(downscaling(vae), 8)
    assert.equal(textConfig(stableDiffusion14.text).num_hidden_layers, 12)
    const scheduler = schedulerConfig(stableDiffusion14.scheduler)
    assert.deepEqual(
      [scheduler.sampler, scheduler.prediction_type, scheduler.clip_sample, scheduler.timestep_spacing],
      ['pndm', 'epsilon', false, undefined],
    )
  })

  test('Stable Diffusion 2.1: heads a block, linear projections, the penultimate text layer, v-prediction', () => {
    const unet = unetConfig(stableDiffusion21.unet)
    assert.deepEqual([unet.heads, unet.use_linear_projection], [[5, 10, 20, 20], true])
    const text = textConfig(stableDiffusion21.text)
    assert.deepEqual([text.hidden_act, text.num_hidden_layers], ['gelu', 23])
    const scheduler = schedulerConfig(stableDiffusion21.scheduler)
    assert.deepEqual([scheduler.sampler, scheduler.prediction_type], ['ddim', 'v_prediction'])
  })
})

describe('what is not supported is refused by name', () => {
  const file = 'unet/config.json'
  const unet = (change: object) => () => unetConfig({ ...stableDiffusion14.unet, ...change })

  test('an unknown key, with its value', () => {
    refuses(unet({ cross_frame: 3 }), file, 'unknown key "cross_frame" (value 3)')
  })
  test('a key of another family, with what is supported', () => {
    refuses(unet({ addition_embed_type: 'text_time' }), file, '"addition_embed_type" is "text_time"', 'null')
    refuses(unet({ transformer_layers_per_block: [1, 2, 10] }), '"transformer_layers_per_block" is [1,2,10]')
    refuses(unet({ num_attention_heads: 8 }), '"num_attention_heads" is 8', 'supported: null')
  })
  test('a block type', () => {
    refuses(unet({ down_block_types: ['AttnDownBlock2D'] }), 'AttnDownBlock2D', 'CrossAttnDownBlock2D')
  })
  test('lists that disagree in length', () => {
    refuses(unet({ attention_head_dim: [8, 8] }), '"attention_head_dim" lists 2')
  })
  test('heads or groups that do not divide the channels', () => {
    refuses(unet({ attention_head_dim: 7 }), 'block 0', '320 channels')
  })
  test('another class', () => {
    refuses(unet({ _class_name: 'UNet2DModel' }), '"_class_name" is "UNet2DModel"')
  })
  test('several faults are all named', () => {
    refuses(unet({ act_fn: 'mish', in_channels: 0 }), '"act_fn" is "mish"', '"in_channels" is 0')
  })
  test('in the autoencoder, the text encoder and the scheduler, too', () => {
    refuses(() => vaeConfig({ ...stableDiffusion14.vae, shift_factor: 0.1 }), '"shift_factor" is 0.1')
    refuses(() => vaeConfig({ ...stableDiffusion14.vae, up_block_types: [] }), '4, 0 and 4 entries')
    refuses(
      () => textConfig({ ...stableDiffusion14.text, hidden_act: 'relu' }),
      '"hidden_act" is "relu"',
      '"gelu"',
    )
    const scheduler = (change: object) => () => schedulerConfig({ ...stableDiffusion14.scheduler, ...change })
    refuses(scheduler({ beta_schedule: 'squaredcos_cap_v2' }), 'squaredcos_cap_v2', '"scaled_linear"')
    refuses(scheduler({ rescale_betas_zero_snr: true }), '"rescale_betas_zero_snr" is true')
    refuses(scheduler({ _class_name: 'EulerDiscreteScheduler' }), 'EulerDiscreteScheduler', 'DDIMScheduler')
  })
  test('what is no object', () => {
    for (const raw of [null, [], 'silu']) refuses(() => unetConfig(raw), file, 'no JSON object')
  })
})
