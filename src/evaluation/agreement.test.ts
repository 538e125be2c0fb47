import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cohensKappa } from './agreement.ts'

/** Decisions of which so many are yes-yes, yes-no, no-yes and no-no. */
function decisions(counts: readonly number[]): readonly [boolean[], boolean[]] {
  const all = counts.flatMap((count, k) => Array.from({ length: count }, () => [k < 2, k % 2 === 0] as const))
  return [all.map(([a]) => a), all.map(([, b]) => b)]
}

test('kappa is what a table of counts gives by hand', () => {
  // Agreement 0.7, chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
  assert.ok(Math.abs((cohensKappa(...decisions([20, 5, 10, 15])) ?? 0) - 0.4) < 1e-12)
})

test('kappa is 1 for the same decisions, alike both ways, and never above 1', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1 }), (pairs) => {
      const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
      const kappa = cohensKappa(a, b)
      assert.equal(cohensKappa(b, a), kappa)
      assert.ok(kappa === undefined || (kappa <= 1 && kappa >= -1))
      const same = cohensKappa(a, a)
      assert.ok(same === 1 || new Set(a).size === 1)
    }),
  )
})

test('where both only ever say one thing there is no kappa; unlike lengths are refused', () => {
  assert.equal(cohensKappa([true, true], [true, true]), undefined)
  assert.equal(cohensKappa([true, true], [false, false]), 0)
  assert.throws(() => cohensKappa([true], []), RangeError)
  assert.throws(() => cohensKappa([], []), RangeError)
})
