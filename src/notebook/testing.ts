import type { Picture } from '../sampling/draw.ts'

/** An 8 x 8 picture of one grey, for tests. */
export const flat = (shade: number, prompt = 'A rose', seed = 0): Picture => ({
  pixels: new Uint8Array(8 * 8 * 3).fill(shade),
  width: 8,
  height: 8,
  prompt,
  seed,
})
