import { createGenerator } from '../engine/random.ts'

/**
 * The noise that a picture starts from: `torch.randn((1, c, h, w), generator)` of a fresh generator with this seed,
 * as `[h, w, c]`. One generator a picture, as diffusers' lists of generators: no picture depends on its neighbours.
 */
export function startingNoise(seed: number, channels: number, height: number, width: number): Float32Array {
  const noise = createGenerator(seed).randn(channels * height * width)
  const pixels = height * width
  return noise.map((_, k) => noise[(k % channels) * pixels + Math.floor(k / channels)] ?? 0)
}
