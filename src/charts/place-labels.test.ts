import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { alongLine, boxAround, type Label, placeLabels } from './place-labels.ts'

const panel = { width: 200, height: 200 }
const label = (x: number, y: number, more: Partial<Label> = {}): Label => ({
  ...{ x, y, width: 20, height: 10 },
  ...more,
})
const optional = { optional: true } as const

test('a label with room stands to the right of its point', () => {
  assert.deepEqual(placeLabels([label(100, 100)], [boxAround(100, 100, 5)], panel), [{ x: 118, y: 100 }])
})

test('at the right edge a label stands to the left, for it may not leave the panel', () => {
  assert.deepEqual(placeLabels([label(195, 100)], [], panel), [{ x: 177, y: 100 }])
})

test('a label keeps off a line that leaves to the right', () => {
  const line = alongLine([
    [100, 100],
    [200, 100],
  ])
  assert.deepEqual(placeLabels([label(100, 100)], line, panel), [{ x: 82, y: 100 }])
})

test('where all is taken a needed label stands where it hides least, and an optional one is left out', () => {
  const all = [{ left: 0, top: 0, ...panel }]
  const [needed, other] = placeLabels([label(100, 100), label(100, 100, optional)], all, panel)
  assert.ok(needed)
  assert.equal(other, undefined)
})

test('optional labels hide nothing: neither what is drawn nor one another, nor do they leave the panel', () => {
  const place = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }))
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 25 }), (points) => {
      const drawn = points.map(([x, y]) => boxAround(x, y, 5))
      const labels = points.map(([x, y]) => label(x, y, optional))
      const boxes = placeLabels(labels, drawn, panel).flatMap((at) =>
        at ? [{ left: at.x - 10, top: at.y - 5, width: 20, height: 10 }] : [],
      )
      for (const [i, box] of boxes.entries()) {
        for (const other of [...drawn, ...boxes.slice(i + 1)]) {
          const wide =
            Math.min(box.left + box.width, other.left + other.width) - Math.max(box.left, other.left)
          const high = Math.min(box.top + box.height, other.top + other.height) - Math.max(box.top, other.top)
          // What is hidden is counted in whole square pixels.
          assert.ok(
            wide <= 0 || high <= 0 || wide * high < 1,
            `${JSON.stringify(box)} ${JSON.stringify(other)}`,
          )
        }
      }
    }),
  )
})
