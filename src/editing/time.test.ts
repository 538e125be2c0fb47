import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadBackend } from '../engine/backend.ts'
import { createGenerator } from '../engine/random.ts'
import { InputError } from '../errors.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import type { Columns } from './columns.ts'
import { denseMap } from './embedding-map.ts'
import { plainProduct, relativeError } from './testing.ts'
import { timeByCholesky, tokenSystem, widthSystem } from './time.ts'
import { timeByQr } from './time-qr.ts'

/** Written by scripts/goldens/time.py: `few` has fewer tokens than dimensions and reads like prompts; `many` has more. */
const { weights: goldens, metadata } = openSafetensors(
  fileURLToPath(new URL('goldens/time.safetensors', import.meta.url)),
)
const lambdas: readonly number[] = JSON.parse(metadata.lambdas ?? '')

before(() => loadBackend('cpu'))

for (const name of ['few', 'many']) {
  test(`P agrees with a float64 QR within 1e-6 from lambda 10 to 1e-6 (${name} tokens)`, () => {
    assert.equal(lambdas.length, 8)
    for (const lambda of lambdas) {
      const error = relativeError(denseMap(timeByCholesky(golden(name), lambda)), reference(name, lambda))
      assert.ok(error < 1e-6, `lambda ${lambda}: ${error}`)
    }
  })

  test(`P by float32 QR stays within 3e-4 of it (${name} tokens)`, () => {
    for (const lambda of lambdas) {
      const error = relativeError(denseMap(timeByQr(golden(name), lambda)), reference(name, lambda))
      assert.ok(error < 3e-4, `lambda ${lambda}: ${error}`)
    }
  })

  test(`W P is what the released code’s sums of outer products give (${name} tokens)`, () => {
    const [rows = 0, width = 0] = goldens.span(`${name}.weights`).shape
    const map = denseMap(timeByCholesky(golden(name), 0.1))
    const edited = plainProduct(goldens.readFloat64(`${name}.weights`), map, rows, width)
    assert.ok(relativeError(edited, goldens.readFloat64(`${name}.edited`)) < 1e-10)
  })
}

test('the system of the tokens and the system of the dimensions give one map', () => {
  for (const [count, width] of [
    [5, 12],
    [12, 12],
    [20, 9],
    [600, 8],
  ] as const) {
    const columns = random(count, width, count)
    for (const lambda of [10, 0.1, 1e-3]) {
      const [byToken, byWidth] = [tokenSystem(columns, lambda), widthSystem(columns, lambda)].map(denseMap)
      assert.ok(relativeError(byToken ?? [], byWidth ?? []) < 1e-7)
    }
  }
})

test('a preserve set is a set of tokens that become themselves, weighted', () => {
  const columns = random(6, 16, 1)
  const kept = createGenerator(2).randn(4 * 16)
  const rows = { count: 4, width: 16, source: kept, destination: kept }
  const weighted = { ...rows, source: kept.map((x) => 2 * x), destination: kept.map((x) => 2 * x) }
  for (const [weight, as] of [
    [1, rows],
    [4, weighted],
  ] as const) {
    const joined = denseMap(timeByCholesky(concatenate(columns, as), 0.5))
    const preserved = { rows: kept, weight }
    assert.ok(relativeError(denseMap(timeByCholesky(columns, 0.5, preserved)), joined) < 1e-10)
    assert.ok(relativeError(denseMap(timeByQr(columns, 0.5, preserved)), joined) < 1e-5)
  }
  const many = random(40, 16, 3)
  const joined = denseMap(timeByCholesky(concatenate(many, rows), 0.5))
  assert.ok(relativeError(denseMap(timeByCholesky(many, 0.5, { rows: kept, weight: 1 })), joined) < 1e-10)
})

test('a lambda too small for 64 bits is refused by name', () => {
  const columns = random(4, 8, 5)
  const twice = concatenate(columns, columns)
  assert.throws(() => timeByCholesky(twice, 1e-30), InputError)
})

function golden(name: string): Columns {
  const [count = 0, width = 0] = goldens.span(`${name}.source`).shape
  return {
    count,
    width,
    source: goldens.read(`${name}.source`),
    destination: goldens.read(`${name}.destination`),
  }
}

const reference = (name: string, lambda: number) =>
  goldens.readFloat64(`${name}.map.${lambdas.indexOf(lambda)}`)

function random(count: number, width: number, seed: number): Columns {
  const generator = createGenerator(seed)
  return { count, width, source: generator.randn(count * width), destination: generator.randn(count * width) }
}

function concatenate(a: Columns, b: Columns): Columns {
  return {
    count: a.count + b.count,
    width: a.width,
    source: Float32Array.of(...a.source, ...b.source),
    destination: Float32Array.of(...a.destination, ...b.destination),
  }
}
