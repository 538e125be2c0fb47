import { fusedMultiplyAdd as fma } from './float32.ts'

/*
 * Single-precision log, sine and cosine of the Cephes library, operation for operation as PyTorch's `avx_mathfun.h`
 * vectorises them and its compiler fuses multiplications with additions: noise comes out the same to the last bit.
 */

const f = Math.fround
const scratch = new Float32Array(1)
const scratchBits = new Int32Array(scratch.buffer)

const SQRT_HALF = f(Math.SQRT1_2)
const LOG_P = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f)
const LOG_Q1 = f(-2.1219444e-4)
const LOG_Q2 = f(0.693359375)

/** Natural logarithm of a normal, positive 32-bit float (`log256_ps`). */
export function log(value: number): number {
  scratch[0] = value
  const bits = scratchBits[0] as number
  scratchBits[0] = (bits & 0x007fffff) | 0x3f000000
  const mantissa = scratch[0]
  let exponent = (bits >>> 23) - 126
  let x = f(mantissa - 1)
  if (mantissa < SQRT_HALF) {
    exponent -= 1
    x = f(x + mantissa)
  }
  const z = f(x * x)
  let y = f(polynomial(LOG_P, x) * x)
  y = fma(y, z, f(exponent * LOG_Q1))
  y = fma(-0.5, z, y)
  return fma(exponent, LOG_Q2, f(x + y))
}

const FOUR_OVER_PI = f(1.27323954473516)
const MINUS_DP1 = f(-0.78515625)
const MINUS_DP2 = f(-2.4187564849853516e-4)
const MINUS_DP3 = f(-3.774894977445941e-8)
const SIN_P = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f)
const COS_P = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f)

/** Sine and cosine of a 32-bit float in [0, 8192) (`sincos256_ps`). */
export function sinCos(value: number): readonly [sine: number, cosine: number] {
  const octant = (Math.trunc(f(value * FOUR_OVER_PI)) + 1) & ~1
  const x = fma(octant, MINUS_DP3, fma(octant, MINUS_DP2, fma(octant, MINUS_DP1, value)))
  const z = f(x * x)
  const even = f(fma(f(polynomial(COS_P, z) * z), z, f(-0.5 * z)) + 1)
  const odd = fma(f(polynomial(SIN_P, z) * z), x, x)
  const swapped = (octant & 2) !== 0
  const sine = swapped ? even : odd
  const cosine = swapped ? odd : even
  return [(octant & 4) !== 0 ? -sine : sine, ((octant - 2) & 4) === 0 ? -cosine : cosine]
}

/** Horner's rule, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0] as number
  for (let index = 1; index < coefficients.length; index++) sum = fma(sum, x, coefficients[index] as number)
  return sum
}
