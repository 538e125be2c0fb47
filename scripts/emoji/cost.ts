/**
 * Time per UNet step of one model over another's, in turns in one run: what a larger denoiser costs its users.
 * Keys and values of the prompts are computed once per prompt, so they stand outside.
 *
 * usage: node cost.ts FOLDER OTHER [REPEATS]
 */
import { loadModel, type Model } from '../../src/models/model.ts'

const [folder = 'emoji', other = 'emoji', repeats = '15'] = process.argv.slice(2)
const models = [await loadModel(folder), await loadModel(other)]

for (const batch of [2, 48]) {
  const steps = await Promise.all(models.map((model) => stepOf(model, batch)))
  const taken: number[][] = models.map(() => [])
  for (const step of steps) await step()
  for (let k = 0; k < Number(repeats); k++) {
    for (const [n, step] of steps.entries()) taken[n]?.push(await step())
  }
  const [ours = 0, theirs = 1] = taken.map((times) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0)
  console.log(`batch ${batch}: ${ours.toFixed(1)} ms against ${theirs.toFixed(1)} ms, ${(ours / theirs).toFixed(2)} times (medians)`)
}
for (const model of models) await model.close()

/** One step on latents of zeros, timed in milliseconds. */
async function stepOf(model: Model, batch: number): Promise<() => Promise<number>> {
  const { sample_size: side, in_channels: channels, cross_attention_dim: width } = model.unet
  const states = { data: new Float32Array(batch * 77 * width), shape: [batch, 77, width] }
  const contexts = await model.project(states, states)
  const latents = { data: new Float32Array(batch * side * side * channels), shape: [batch, side, side, channels] }
  const timesteps = { data: new Float32Array(batch).fill(500), shape: [batch] }
  return async () => {
    const start = performance.now()
    await model.denoise(latents, timesteps, contexts)
    return performance.now() - start
  }
}
