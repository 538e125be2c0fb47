const scratch = new Float64Array(1)
const halves = new Uint32Array(scratch.buffer)

/**
 * `a * b + c` over 32-bit floats, rounded once, as a processor's fused instruction computes it.
 * The product is exact in 64 bits; only where the 64-bit sum falls on a tie of the 32-bit rounding does what that
 * sum itself lost decide, and is put back as the sum's last bit.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b
  const sum = product + c
  scratch[0] = sum
  const low = halves[0] as number
  if ((low & 0x1fffffff) === 0x10000000) {
    const added = sum - product
    const lost = product - (sum - added) + (c - added)
    if (lost !== 0) {
      halves[0] = lost > 0 === sum > 0 ? low + 1 : low - 1
      return Math.fround(scratch[0])
    }
  }
  return Math.fround(sum)
}
