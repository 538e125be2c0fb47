import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGenerator } from '../engine/random.ts'
import { startingNoise } from './noise.ts'

test('noise is drawn channel by channel, as torch.randn((1, c, h, w)) is, and kept pixel by pixel', () => {
  const [channels, height, width] = [4, 3, 5]
  const flat = createGenerator(11).randn(channels * height * width)
  const noise = startingNoise(11, channels, height, width)
  for (let c = 0; c < channels; c++) {
    for (let p = 0; p < height * width; p++)
      assert.equal(noise[p * channels + c], flat[c * height * width + p])
  }
})
