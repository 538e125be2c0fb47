import { InputError } from '../errors.ts'
import { log, sinCos } from './cephes.ts'
import { mersenneTwister } from './mersenne-twister.ts'

/** A stream of pseudo-random numbers; every call goes on where the last one stopped. */
export interface Generator {
  /** `count` standard normal values, bit for bit `torch.randn(count, generator=...)` on an x86-64 CPU. */
  randn(count: number): Float32Array
}

const LARGEST_SEED = 2n ** 64n - 1n

/**
 * PyTorch's CPU generator after `manual_seed(seed)`, so that a seed draws the noise that it draws in diffusers.
 * As in PyTorch only the low 32 bits of a seed matter. Throws an InputError where the seed is no integer
 * from 0 to 2^64 - 1 (a number, where above 2^53, must be given as a bigint).
 */
export function createGenerator(seed: number | bigint): Generator {
  const valid = typeof seed === 'bigint' || Number.isSafeInteger(seed)
  if (!valid || seed < 0n || seed > LARGEST_SEED) {
    throw new InputError(`the seed ${seed} is no integer from 0 to 2^64 - 1; above 2^53 give it as a bigint`)
  }
  const next = mersenneTwister(Number(BigInt(seed) & 0xffffffffn))
  const normal = normals(next)
  return {
    randn: (count) => {
      const values = new Float32Array(count)
      if (count < 16) return values.map(normal)
      fillUniform(values, next)
      for (let block = 0; block + 16 <= count; block += 16) boxMuller(values.subarray(block, block + 16))
      if (count % 16 !== 0) {
        // The tail is no block of its own: the last sixteen are drawn anew, over what the last block left.
        const tail = fillUniform(values.subarray(count - 16), next)
        boxMuller(tail)
      }
      return values
    },
  }
}

/** Uniform in [0, 1) from the low 24 bits of each draw (`uniform_real_distribution<float>`). */
function fillUniform(values: Float32Array, next: () => number): Float32Array {
  for (let index = 0; index < values.length; index++) values[index] = (next() & 0xffffff) * 2 ** -24
  return values
}

const TWO_PI = Math.fround(2 * Math.PI)

/** Turns sixteen uniform values into normal ones in place: eight radii, then eight angles (`NormalFill16`, AVX2). */
function boxMuller(block: Float32Array): void {
  for (let index = 0; index < 8; index++) {
    const radius = Math.fround(Math.sqrt(-2 * log(1 - (block[index] as number))))
    const [sine, cosine] = sinCos(Math.fround(TWO_PI * (block[index + 8] as number)))
    block[index] = radius * cosine
    block[index + 8] = radius * sine
  }
}

/** One double at a time, every second one kept from the draw before (`normal_distribution<double>`). */
function normals(next: () => number): () => number {
  const uniform = () => {
    const high = next() & 0x1fffff
    return (high * 2 ** 32 + next()) * 2 ** -53
  }
  let kept: number | undefined
  return () => {
    if (kept !== undefined) {
      const value = kept
      kept = undefined
      return value
    }
    const angle = 2 * Math.PI * uniform()
    const radius = Math.sqrt(-2 * Math.log1p(-uniform()))
    kept = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}
