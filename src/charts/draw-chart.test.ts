import assert from 'node:assert/strict'
import test from 'node:test'
import sharp from 'sharp'
import type { Chart } from './chart.ts'
import { chartPng, chartSvg } from './draw-chart.ts'
import { figure } from './figure.ts'

const subject = { model: 'a <b> model', dataset: 'some & any', seeds: 2 }
const dots: Chart = figure(subject, {
  name: 'dots',
  shows: 'Dots',
  reading: ['One line.', 'And another.'],
  description: 'Two dots & <no> more.',
  body: {
    data: {
      values: [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
    },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  },
})

test('a chart is drawn without fonts: its letters are outlines, its words are said beside', async () => {
  const svg = await chartSvg(dots)
  assert.doesNotMatch(svg, /<text|font-family/)
  assert.match(svg, /<title>dots<\/title><desc>Two dots &amp; &lt;no&gt; more\.<\/desc>/)
  assert.match(svg, /<path id="t14b-44"/)
})

test('the same chart is the same drawing', async () => {
  assert.equal(await chartSvg(dots), await chartSvg(dots))
})

test('a PNG has twice the size of the SVG unless told otherwise', async () => {
  const width = Number(/ width="(\d+)"/.exec(await chartSvg(dots))?.[1])
  assert.equal((await sharp(await chartPng(dots)).metadata()).width, 2 * width)
  assert.equal((await sharp(await chartPng(dots, { scale: 1 })).metadata()).width, width)
})
