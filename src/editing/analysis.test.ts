import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closedForm32 } from './closed-form.ts'
import { edit } from './edit.ts'
import type { PreparedEdit } from './edit-prompts.ts'
import { denseMap } from './embedding-map.ts'
import { precisionOf, solvers } from './precision.ts'
import { reachOf } from './reach.ts'
import { settingsOf } from './settings.ts'
import { spectrumOf } from './spectrum.ts'
import { randomPair, relativeError } from './testing.ts'

const width = 12
const rose = randomPair('a rose', 'a blue rose', width, 1)
const settings = settingsOf({ align: 'prompt', augment: false })
const prepared: PreparedEdit = {
  asked: [{ source: 'a rose', destination: 'a blue rose' }],
  kept: [],
  settings,
  embedded: [rose],
  solve: (lambda) => edit([rose], { ...settings, lambda }),
}

test('an edit of two tokens moves two directions, the further the smaller lambda is', () => {
  const { tokens, changes } = spectrumOf(prepared, [1e-6, 1, 1e6])
  assert.equal(tokens.length, 2)
  assert.deepEqual(
    changes.map(({ values }) => values.length),
    [2, 2, 2],
  )
  const [small, middle, large] = changes.map(({ values }) => values[0] ?? 0)
  assert.ok((small ?? 0) > (middle ?? 0) && (middle ?? 0) > 1000 * (large ?? 0))
})

test('the spectrum is that of P - I: its squares add up to the squared Frobenius norm', () => {
  const [{ values } = { values: [] }] = spectrumOf(prepared, [0.5]).changes
  const map = prepared.solve(0.5).keys
  assert.ok(map)
  const norm = denseMap(map).reduce(
    (sum, value, i) => sum + (value - (i % (width + 1) === 0 ? 1 : 0)) ** 2,
    0,
  )
  const squares = values.reduce((sum, value) => sum + value ** 2, 0)
  assert.ok(Math.abs(squares / norm - 1) < 1e-10)
})

test('eq. 5 in float32 is TIME where lambda is large, and drawn like any method', () => {
  const map = closedForm32.edit([rose], { ...settings, lambda: 10, only: 'values' })
  const exact = prepared.solve(10)
  assert.equal(map.keys, undefined)
  assert.ok(map.values && exact.values)
  assert.ok(relativeError(denseMap(map.values), denseMap(exact.values)) < 1e-5)
})

test('float64 stays exact where float32 does not', async () => {
  const rows = await precisionOf(prepared, [10, 1e-6])
  const error = (solver: string, lambda: number) =>
    rows.find((row) => row.solver === solver && row.lambda === lambda)?.error ?? Number.NaN
  assert.equal(rows.length, 2 * solvers.length)
  for (const solver of solvers) assert.ok(error(solver, 10) < 1e-5, solver)
  assert.ok(error('eq. 5 in float32', 1e-6) > 1e-2)
  assert.ok(error('QR in float32', 1e-6) < 1e-3)
  assert.ok(error('Cholesky in float64', 1e-6) < 1e-8)
})

test('a small lambda brings the source to its destination, a large one leaves all in peace', () => {
  const other = randomPair('a dog', 'a green dog', width, 2).source
  const [small, large] = reachOf(prepared, [other], [1e-6, 1e6])
  assert.ok((small?.arrived ?? 0) > 0.999 && (large?.arrived ?? 1) < 1e-3)
  assert.ok((small?.moved['a dog'] ?? 0) > 0.01 && (large?.moved['a dog'] ?? 1) < 1e-3)
})
