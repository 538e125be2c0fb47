import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isChart } from './chart.ts'
import { chartSvg } from './draw-chart.ts'
import { precisionChart } from './precision.ts'
import { spectrumChart } from './spectrum.ts'

test('a spectrum is drawn and told in a sentence', async () => {
  const changes = [
    { lambda: 1, values: [1.5, 0.4] },
    { lambda: 100, values: [0.5, 0.1] },
  ]
  const chart = spectrumChart({ tokens: [1000, 100, 0.1], changes }, '“A rose” becomes “A blue rose”')
  assert.ok(isChart(chart))
  assert.match(chart.description, /lambda 1 rewrites 2 of 3 directions, by up to 1\.5; lambda 100 rewrites 1/)
  assert.match(await chartSvg(chart), /^<svg/)
})

test('errors are drawn on log scales, what is not finite is left out', async () => {
  const rows = [
    { lambda: 1, solver: 'eq. 5 in float32', error: 0.01 },
    { lambda: 0.001, solver: 'eq. 5 in float32', error: Number.POSITIVE_INFINITY },
    { lambda: 1, solver: 'Cholesky in float64', error: 1e-12 },
  ]
  const chart = precisionChart(rows, '“A rose” becomes “A blue rose”')
  assert.match(chart.description, /eq\. 5 in float32 is off by up to 0\.010 \(lambda 1\); Cholesky/)
  assert.doesNotMatch(JSON.stringify(chart.specification), /Infinity|null,"lambda":0\.001/)
  assert.match(await chartSvg(chart), /^<svg/)
})
