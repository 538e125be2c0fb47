import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { harmonicMean } from '../evaluation/statistics.ts'
import { harmonicContour } from './contours.ts'

test('every point of a contour has its harmonic mean, from edge to edge of the plane', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 100, noNaN: true }), (mean) => {
      const contour = harmonicContour(mean)
      for (const [generality, specificity] of contour) {
        assert.ok(Math.abs(harmonicMean(generality, specificity) - mean) < 1e-9 * mean)
        assert.ok(Math.max(generality, specificity) <= 100 + 1e-9)
      }
      assert.ok(Math.abs((contour[0]?.[1] ?? 0) - 100) < 1e-9)
      assert.ok(Math.abs((contour.at(-1)?.[0] ?? 0) - 100) < 1e-9)
    }),
  )
})
