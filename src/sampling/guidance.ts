/** Every row once for the unconditional half of a batch and once for the conditional one. */
export function twice(rows: Float32Array): Float32Array {
  const both = new Float32Array(2 * rows.length)
  both.set(rows)
  both.set(rows, rows.length)
  return both
}

/**
 * Classifier-free guidance, https://arxiv.org/abs/2207.12598: unconditional + scale (conditional - unconditional),
 * in float32, from the model's output for a batch of those halves in that order.
 */
export function guide(output: Float32Array, scale: number): Float32Array {
  const half = output.length / 2
  const factor = Math.fround(scale)
  return output.subarray(0, half).map((free, k) => {
    return free + Math.fround(factor * Math.fround((output[half + k] ?? 0) - free))
  })
}
