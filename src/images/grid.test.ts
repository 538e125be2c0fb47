import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeFileAtomically } from '../files.ts'
import { pictureGrid } from './grid.ts'
import { decodeImage, encodePng, type Pixels } from './png.ts'
import { textPath, textWidth, wrapText } from './text.ts'

const plain = (shade: number): Pixels => ({
  pixels: new Uint8Array(8 * 8 * 3).fill(shade),
  width: 8,
  height: 8,
})

test('a picture survives its PNG file, and the same pixels give the same bytes', async () => {
  const picture = { pixels: Uint8Array.from({ length: 4 * 2 * 3 }, (_, k) => 10 * k), width: 4, height: 2 }
  const png = await encodePng(picture)
  assert.deepEqual(await decodeImage(png), picture)
  assert.deepEqual(await encodePng(picture), png)
})

test('a file is written whole over the old one, and a failed write leaves nothing', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'timelab-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileAtomically(join(folder, 'a'), Buffer.from('one'))
  writeFileAtomically(join(folder, 'a'), Buffer.from('two'))
  assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'two')
  assert.throws(() => writeFileAtomically(join(folder, 'missing', 'a'), Buffer.from('x')))
  assert.deepEqual(readdirSync(folder), ['a'])
})

test('a grid holds its pictures, and its labels are inked', async () => {
  const grid = (label: string) =>
    pictureGrid({
      title: 'A rose',
      groups: [{ heading: 'before', columns: ['0', '1'] }],
      rows: [{ label, pictures: [[plain(10), plain(200)]] }],
    })
  const [one, other] = await Promise.all([grid('A rose'), grid('A tulip')])
  const { pixels, width, height } = await decodeImage(one)
  assert.ok(width >= 560 && height > 256)
  assert.ok(pixels.some((value) => value === 10) && pixels.some((value) => value === 200))
  assert.notDeepEqual(one, other)
})

test('text is wrapped to its width, cut with an ellipsis, and never taken for markup', () => {
  const style = { size: 14 }
  const lines = wrapText('a very long prompt that goes on and on and on without any end', 100, 2, style)
  assert.equal(lines.length, 2)
  for (const line of lines) assert.ok(textWidth(line, style) <= 100, line)
  assert.match(lines[1] ?? '', /…$/)
  assert.doesNotMatch(textPath('<script>alert(1)</script> 玫瑰', 0, 0, style), /script/)
})
