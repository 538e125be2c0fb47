import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import type { Chart } from './chart.ts'
import { writeFigures } from './write-figures.ts'

const folder = mkdtempSync(join(tmpdir(), 'figures-'))
after(() => rmSync(folder, { recursive: true }))

const dots: Chart = {
  name: 'dots',
  description: 'One dot.',
  specification: {
    data: { values: [{ x: 1 }] },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' } },
  },
}

test('a figure is written as a drawing, a picture and its specification, and nothing else', async () => {
  const into = join(folder, 'new', 'figures')
  const paths = await writeFigures([dots], into)
  assert.deepEqual(paths, [join(into, 'dots.svg'), join(into, 'dots.png'), join(into, 'dots.vl.json')])
  assert.deepEqual(readdirSync(into).toSorted(), ['dots.png', 'dots.svg', 'dots.vl.json'])
  const [svg = '', png = '', specification = ''] = paths
  assert.match(readFileSync(svg, 'utf8'), /^<svg .*<desc>One dot\.<\/desc>/s)
  assert.equal((await sharp(png).metadata()).format, 'png')
  assert.deepEqual(JSON.parse(readFileSync(specification, 'utf8')), structuredClone(dots.specification))
})
