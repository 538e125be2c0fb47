const N = 624
const M = 397

/**
 * MT19937 seeded as PyTorch seeds its CPU generator: with the low 32 bits of `seed` (`at::mt19937`).
 * Returns a function that draws the next 32 bits.
 */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(N)
  state[0] = seed
  for (let index = 1; index < N; index++) {
    const previous = word(state, index - 1)
    state[index] = Math.imul(1812433253, previous ^ (previous >>> 30)) + index
  }
  let next = N
  return () => {
    if (next === N) {
      refill(state)
      next = 0
    }
    let bits = word(state, next++)
    bits ^= bits >>> 11
    bits ^= (bits << 7) & 0x9d2c5680
    bits ^= (bits << 15) & 0xefc60000
    return (bits ^ (bits >>> 18)) >>> 0
  }
}

function refill(state: Uint32Array): void {
  for (let index = 0; index < N; index++) {
    const mixed = (word(state, index) & 0x80000000) | (word(state, (index + 1) % N) & 0x7fffffff)
    state[index] = word(state, (index + M) % N) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
  }
}

function word(state: Uint32Array, index: number): number {
  return state[index] as number
}
