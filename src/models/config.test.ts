import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { InputError } from '../errors.ts'
import { stableDiffusion14, stableDiffusion21 } from './published-configs.ts'
import { samplerSettings } from './sampler-settings.ts'
import { chooseSampler, samplerNames, schedulerConfig } from './scheduler-config.ts'
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
    const settings = samplerSettings('pndm', scheduler)
    assert.deepEqual(
      [scheduler.sampler, settings.prediction_type, settings.skip_prk_steps, settings.timestep_spacing],
      ['pndm', 'epsilon', true, 'leading'],
    )
  })

  test('Stable Diffusion 2.1: heads a block, linear projections, the penultimate text layer, v-prediction', () => {
    const unet = unetConfig(stableDiffusion21.unet)
    assert.deepEqual([unet.heads, unet.use_linear_projection], [[5, 10, 20, 20], true])
    const text = textConfig(stableDiffusion21.text)
    assert.deepEqual([text.hidden_act, text.num_hidden_layers], ['gelu', 23])
    const scheduler = schedulerConfig(stableDiffusion21.scheduler)
    assert.equal(scheduler.sampler, 'ddim')
    assert.equal(samplerSettings('ddim', scheduler).prediction_type, 'v_prediction')
  })
})

describe('what is not supported is refused by name', () => {
  const file = 'unet/config.json'
  const unet = (change: object) => () => unetConfig({ ...stableDiffusion14.unet, ...change })

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
  test('several faults are all named', () => {
    refuses(unet({ act_fn: 'mish', in_channels: 0 }), '"act_fn" is "mish"', '"in_channels" is 0')
  })
  test('in the autoencoder, the text encoder and the scheduler, too', () => {
    refuses(() => vaeConfig({ ...stableDiffusion14.vae, act_fn: 'relu' }), '"act_fn" is "relu"')
    refuses(
      () => vaeConfig({ ...stableDiffusion14.vae, quantization_config: {} }),
      '"quantization_config" is {}',
    )
    refuses(
      () => textConfig({ ...stableDiffusion14.text, use_attention_mask: true }),
      '"use_attention_mask" is true',
    )
    refuses(() => vaeConfig({ ...stableDiffusion14.vae, up_block_types: [] }), '4, 0 and 4 entries')
    refuses(
      () => textConfig({ ...stableDiffusion14.text, hidden_act: 'relu' }),
      '"hidden_act" is "relu"',
      '"gelu"',
    )
    const scheduler = (change: object) => () =>
      samplerSettings('ddim', schedulerConfig({ ...stableDiffusion14.scheduler, ...change }))
    refuses(scheduler({ beta_schedule: 'laplace' }), 'laplace', '"scaled_linear"', 'with --scheduler')
    refuses(scheduler({ thresholding: true }), '"thresholding" is true')
    refuses(scheduler({ beta_end: Number.NaN }), '"beta_end" is NaN')
    refuses(() => schedulerConfig({}), '"_class_name" is undefined')
  })
  test('what is no object', () => {
    for (const raw of [null, [], 'silu']) refuses(() => unetConfig(raw), file, 'no JSON object')
  })
})

describe('what diffusers mends or ignores is told in a line', () => {
  const heard = (check: (onNotice: (line: string) => void) => unknown) => {
    const lines: string[] = []
    check((line) => lines.push(line))
    return lines
  }
  const scheduler = (change: object, className?: string) => {
    const values = JSON.parse(JSON.stringify({ ...stableDiffusion14.scheduler, ...change }))
    return schedulerConfig(values, 'file.json', { className })
  }

  test('a published folder as it stands has nothing to tell', () => {
    for (const { unet, text, scheduler: own } of [stableDiffusion14, stableDiffusion21]) {
      const lines = heard((onNotice) => {
        unetConfig(unet, undefined, onNotice)
        textConfig(text, undefined, onNotice)
        const config = schedulerConfig(own, undefined, { onNotice })
        for (const name of samplerNames) samplerSettings(name, config, onNotice)
      })
      assert.deepEqual(lines, [])
    }
    assert.deepEqual(
      heard((onNotice) => vaeConfig(stableDiffusion14.vae, undefined, onNotice)),
      [],
    )
  })

  test('the class that model_index.json names goes before the one in the file', () => {
    const lines = heard((onNotice) => {
      const options = { className: 'DDIMScheduler', onNotice }
      assert.equal(schedulerConfig(stableDiffusion14.scheduler, 'file.json', options).sampler, 'ddim')
    })
    assert.deepEqual(lines, [
      'Note: file.json is of the class PNDMScheduler; model_index.json names DDIMScheduler, which goes first, as in diffusers.',
    ])
  })

  test('clip_sample becomes false and steps_offset 1, whether the file says otherwise or nothing', () => {
    for (const [change, says] of [
      [
        { clip_sample: true, steps_offset: 0 },
        /"steps_offset" is 0 and taken as 1; "clip_sample" is true and taken as false/,
      ],
      [
        { clip_sample: undefined },
        /^Note: file.json for ddim: "clip_sample" is missing, that is true and taken as false/,
      ],
    ] as const) {
      const config = scheduler(change)
      const [line, ...more] = heard((onNotice) => {
        const { clip_sample, steps_offset } = samplerSettings('ddim', config, onNotice)
        assert.deepEqual([clip_sample, steps_offset], [false, 1])
      })
      assert.match(line ?? '', says)
      assert.deepEqual(more, [])
    }
  })

  test('keys that nothing reads are named and ignored; those of another sampler are everyday', () => {
    const config = scheduler({ sigma_min: null, timestep_type: 'discrete', use_lu_lambdas: true })
    assert.deepEqual(
      heard((onNotice) => samplerSettings('ddim', config, onNotice)),
      ['Note: file.json for ddim: "sigma_min", "timestep_type" are not read here, nor by diffusers.'],
    )
    refuses(() => samplerSettings('dpm++', config), '"use_lu_lambdas" is true')
    assert.deepEqual(
      heard((onNotice) => unetConfig({ ...stableDiffusion14.unet, cross_frame: 3 }, 'unet.json', onNotice)),
      ['Note: unet.json: "cross_frame" is not read here, nor by diffusers.'],
    )
  })

  test('keys that _use_default_values lists are the reading class’s own to choose', () => {
    const config = scheduler({ prediction_type: 'v_prediction', _use_default_values: ['prediction_type'] })
    assert.equal(samplerSettings('pndm', config).prediction_type, 'epsilon')
  })

  test('a class that timelab lacks is refused only where nothing else is asked for', () => {
    const config = scheduler({}, 'EulerDiscreteScheduler')
    assert.equal(config.sampler, undefined)
    assert.equal(chooseSampler(config, 'ddim'), 'ddim')
    refuses(() => chooseSampler(config), 'EulerDiscreteScheduler', '--scheduler pndm, --scheduler ddim')
  })

  test('what the autoencoder says and the pipeline does not apply is told', () => {
    const changed = {
      ...stableDiffusion14.vae,
      shift_factor: 0.1,
      latents_mean: [0, 0, 0, 0],
      latents_std: null,
    }
    assert.deepEqual(
      heard((onNotice) => vaeConfig(changed, 'vae.json', onNotice)),
      ['shift_factor', 'latents_mean'].map(
        (key) => `Note: vae.json: "${key}" is not applied, as in diffusers' StableDiffusionPipeline.`,
      ),
    )
  })

  test('a size below 64 is taken as 64 where the file is older than 0.9, and 64 where there is none', () => {
    const unet = (change: object) => {
      const lines: string[] = []
      const config = unetConfig({ ...stableDiffusion14.unet, ...change }, 'u.json', (line) =>
        lines.push(line),
      )
      return [config.sample_size, lines.length]
    }
    assert.deepEqual(unet({ sample_size: 32 }), [64, 1])
    assert.deepEqual(unet({ sample_size: 32, _diffusers_version: '0.9.0.dev0' }), [32, 0])
    assert.deepEqual(unet({ sample_size: 32, _diffusers_version: '0.10.2' }), [32, 0])
    assert.deepEqual(unet({ sample_size: 96 }), [96, 0])
    assert.deepEqual(unet({ sample_size: [32, 32] }), [32, 0])
    assert.deepEqual(unet({ sample_size: null }), [64, 1])
    refuses(() => unet({ sample_size: [32, 64] }), '"sample_size" is [32,64]', '--size')
  })
})
