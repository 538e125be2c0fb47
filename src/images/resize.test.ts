import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { resizeBilinear } from './resize.ts'

interface Golden {
  readonly height: number
  readonly width: number
  readonly size: number
  readonly pixels: readonly number[]
  readonly resized: readonly number[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('goldens/resize.golden.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Golden[] }

for (const { height, width, size, pixels, resized } of cases) {
  test(`${width}x${height} pixels become ${size}x${size} values as in PyTorch, within 1e-6`, () => {
    const found = resizeBilinear({ pixels: Uint8Array.from(pixels), width, height }, size)
    assert.equal(found.length, resized.length)
    resized.forEach((value, i) => {
      assert.ok(Math.abs((found[i] ?? Number.NaN) - value) <= 1e-6, `${i}: ${found[i]} is not ${value}`)
    })
  })
}
