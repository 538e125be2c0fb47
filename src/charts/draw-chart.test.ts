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
  description: 'Two dots & <no> more, at $1.',
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
  assert.match(svg, /<title>dots<\/title>\n<desc>Two dots &amp; &lt;no&gt; more, at \$1\.<\/desc>/)
  assert.match(svg, /<path id="bold-44"/)
})

test('the same chart is the same drawing, whatever else is drawn in between', async () => {
  const clipped: Chart = {
    name: 'clipped',
    description: 'In another font.',
    specification: {
      data: { values: [{ x: 1, y: 2 }] },
      mark: { type: 'line', clip: true },
      encoding: { x: { field: 'x' }, y: { field: 'y', type: 'quantitative' } },
      config: { font: 'serif' },
    },
  }
  const [first, between, again] = [await chartSvg(dots), await chartSvg(clipped), await chartSvg(dots)]
  assert.equal(first, again)
  assert.match(between, /clip-path="url\(#clipped-0\)"/)
  assert.deepEqual(await Promise.all([clipped, dots, clipped].map(chartSvg)), [between, first, between])
})

test('a PNG has twice the size of the SVG unless told otherwise', async () => {
  const width = Number(/ width="(\d+)"/.exec(await chartSvg(dots))?.[1])
  assert.equal((await sharp(await chartPng(dots)).metadata()).width, 2 * width)
  assert.equal((await sharp(await chartPng(dots, { scale: 1 })).metadata()).width, width)
})

test('long names break a title in two, so that a figure keeps its width', async () => {
  const { specification } = figure(
    { ...subject, model: 'stable-diffusion-v1-4-pruned-emaonly', dataset: 'my-own-professions' },
    { name: 'long', shows: 'Dots', reading: [], description: '', body: {} },
  )
  assert.deepEqual((specification.title as { text: unknown }).text, [
    'Dots on stable-diffusion-v1-4-pruned-emaonly, data set my-own-professions,',
    '2 seeds',
  ])
})
