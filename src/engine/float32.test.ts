import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fusedMultiplyAdd } from './float32.ts'

test('a fused multiply-add rounds once where two roundings would meet at a tie', () => {
  const a = 2 ** -12 + 2 ** -35
  const b = 2 ** -12 - 2 ** -35
  const c = 1 + 2 ** -23
  assert.equal(Math.fround(a * b + c), 1 + 2 ** -22, 'two roundings')
  assert.equal(fusedMultiplyAdd(a, b, c), c)
  assert.equal(fusedMultiplyAdd(-a, b, -c), -c)
})

test('a fused multiply-add that loses nothing is the plain sum', () => {
  assert.equal(fusedMultiplyAdd(3, 0.5, -1.5), 0)
  assert.equal(fusedMultiplyAdd(2 ** -24, 1, 1), 1, 'a tie goes to even')
  assert.equal(fusedMultiplyAdd(2 ** -24, 1, 1 + 2 ** -23), 1 + 2 ** -22)
})
