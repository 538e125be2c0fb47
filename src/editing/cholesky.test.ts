import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createGenerator } from '../engine/random.ts'
import { factor, loadFactor, solve, unloadFactor } from './cholesky.ts'
import { plainProduct, relativeError } from './testing.ts'
import { load, loadTransposed, unload, unloadTransposed, withWorkspace } from './workspace.ts'

const sizes = fc.record({
  m: fc.integer({ min: 1, max: 21 }),
  k: fc.integer({ min: 1, max: 300 }),
  seed: fc.nat(),
})

test('the kernel multiplies as the plain loop does, over sizes that fill no tile', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 21 }), ({ m, k, seed }, n) => {
      const random = createGenerator(seed)
      const [a, b] = [random.randn(m * k), random.randn(k * n)]
      const product = withWorkspace((space) => {
        const c = space.matrix(m, n)
        space.multiplyAdd(c, load(space, a, m, k), load(space, b, k, n), 2)
        space.multiplyAdd(c, load(space, a, m, k), load(space, b, k, n), -1)
        return unload(space, c, m, n)
      })
      assert.ok(relativeError(product, plainProduct(a, b, m, k)) < 1e-12)
    }),
  )
})

test('a transpose undoes itself, and scope takes its matrices back', () => {
  const values = createGenerator(3).randn(35)
  withWorkspace((space) => {
    const before = space.matrix(1, 1).offset
    let inside = 0
    space.scope(() => {
      inside = loadTransposed(space, values, 5, 7).offset
    })
    const again = loadTransposed(space, values, 5, 7)
    assert.equal(again.offset, inside)
    assert.ok(inside > before)
    assert.deepEqual(unloadTransposed(space, again, 7, 5), Float64Array.from(values))
  })
})

test('a workspace inside a workspace is refused, and an error frees it', () => {
  assert.throws(() => withWorkspace(() => withWorkspace(() => 1)), /inside another/)
  assert.equal(
    withWorkspace(() => 1),
    1,
  )
})

test('factor and solve invert a positive definite matrix', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(),
      (size, columns, seed) => {
        const random = createGenerator(seed)
        const root = random.randn(size * size)
        const wanted = random.randn(size * columns)
        const { matrix, solved, reloaded } = withWorkspace((space) => {
          const a = space.matrix(size, size)
          const rows = load(space, root, size, size)
          space.multiplyAdd(a, rows, loadTransposed(space, root, size, size))
          for (let i = 0; i < size; i++) space.data[a.offset + i * a.stride + i]! += 1
          const matrix = unload(space, a, size, size)
          assert.ok(factor(space, a, size))
          const x = load(space, wanted, size, columns)
          const again = load(space, wanted, size, columns)
          solve(space, a, x)
          solve(space, loadFactor(space, unloadFactor(space, a, size), size), again)
          const solved = unload(space, x, size, columns)
          return { matrix, solved, reloaded: unload(space, again, size, columns) }
        })
        assert.ok(relativeError(plainProduct(matrix, solved, size, size), wanted) < 1e-9)
        assert.deepEqual(reloaded, solved)
      },
    ),
  )
})

test('a matrix that is not positive definite is told, not factored', () => {
  withWorkspace((space) => {
    assert.equal(factor(space, load(space, [1, 2, 2, 1], 2, 2), 2), false)
    assert.equal(factor(space, load(space, [NaN], 1, 1), 1), false)
  })
})
