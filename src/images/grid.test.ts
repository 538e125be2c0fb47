import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeFileAtomically } from '../files.ts'
import { pictureGrid } from './grid.ts'
import { layOut, type PictureGrid } from './grid-layout.ts'
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

function grid(columns: number, groups: number, change: Partial<PictureGrid> = {}): PictureGrid {
  const names = Array.from({ length: columns }, (_, k) => String(k))
  const pictures = Array.from({ length: groups }, () => names.map((_, k) => plain(k % 2 ? 200 : 10)))
  return {
    title: 'A rose',
    groups: Array.from({ length: groups }, (_, k) => ({ heading: `way ${k}`, columns: names })),
    rows: [
      { label: 'A rose', pictures },
      { label: 'A tulip', note: 'A blue tulip', pictures },
    ],
    ...change,
  }
}

test('a grid holds its pictures, and is as large as its layout says', async () => {
  const { pixels, width, height } = await decodeImage(await pictureGrid(grid(2, 1)))
  const page = layOut(grid(2, 1))
  assert.deepEqual([width, height], [page.width, page.height])
  assert.equal(page.tiles.length, 4)
  for (const { picture, left, top } of page.tiles) {
    const middle = (top + page.tile.height / 2) * width + left + page.tile.width / 2
    assert.equal(pixels[3 * middle], picture.pixels[0])
  }
})

test('every label is inked: another word gives another picture', async () => {
  const changes: readonly Partial<PictureGrid>[] = [
    {},
    { title: 'A tulip' },
    { subtitle: 'lambda 0.1' },
    { groups: [{ heading: 'before', columns: ['0', '1'] }] },
    { groups: [{ heading: 'way 0', columns: ['0', '2'] }] },
    { rows: grid(2, 1).rows.map((row) => ({ ...row, label: 'A dog' })) },
    { rows: grid(2, 1).rows.map((row) => ({ ...row, note: 'A red dog' })) },
    { title: '玫瑰 <script>&"</script>' },
  ]
  const drawn = await Promise.all(changes.map((change) => pictureGrid(grid(2, 1, change))))
  assert.equal(new Set(drawn.map((png) => png.toString('base64'))).size, changes.length)
})

test('small pictures keep their own size where a grid wants them so, from 16 pixels on', () => {
  const picture = { pixels: new Uint8Array(64 * 64 * 3), width: 64, height: 64 }
  const rows = [{ label: 'A rose', pictures: [[picture, picture]] }]
  assert.equal(layOut(grid(2, 1, { rows })).tile.width, 192)
  assert.equal(layOut(grid(2, 1, { rows, enlarge: false })).tile.width, 64)
})

test('small pictures grow by a whole factor, large ones shrink, and no page outgrows 4000 pixels', () => {
  const large = { pixels: new Uint8Array(512 * 768 * 3), width: 512, height: 768 }
  for (const layout of ['beside', 'stacked'] as const) {
    for (const [columns, groups] of [
      [1, 1],
      [8, 3],
      [24, 3],
      [50, 2],
    ] as const) {
      const small = layOut(grid(columns, groups, { layout }))
      assert.equal(small.tile.width % 8, 0)
      const rows = grid(columns, groups).rows.map((row) => ({
        ...row,
        pictures: row.pictures.map((list) => list.map(() => large)),
      }))
      const shrunk = layOut(grid(columns, groups, { layout, rows }))
      assert.ok(shrunk.tile.width <= 192)
      for (const { width, height } of [small, shrunk]) assert.ok(width <= 4000 && height <= 4000)
    }
  }
})

test('groups stand beside each other while they fit, and then below each other, row by row', () => {
  const topsOf = (columns: number) => layOut(grid(columns, 3)).tiles.map(({ top }) => top)
  assert.equal(new Set(topsOf(4)).size, 2)
  assert.equal(new Set(topsOf(24)).size, 6)
})

test('text is wrapped to its width, cut with an ellipsis, and never taken for markup', () => {
  const style = { size: 14 }
  const lines = wrapText('a very long prompt that goes on and on and on without any end', 100, 2, style)
  assert.equal(lines.length, 2)
  for (const line of lines) assert.ok(textWidth(line, style) <= 100, line)
  assert.match(lines[1] ?? '', /…$/)
  assert.doesNotMatch(textPath('<script>alert(1)</script> 玫瑰', 0, 0, style), /script/)
})
