import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table } from 'arquero'
import { decodeImage } from '../images/png.ts'
import { displaySymbol } from './host.ts'
import { richDisplay } from './rich.ts'
import { flat } from './testing.ts'

const text = (bundle: Awaited<ReturnType<typeof richDisplay>>) => String(bundle?.data['text/plain'])

test('plain values have no rich form', async () => {
  for (const value of [undefined, null, 1, 'a', [], [1], {}, () => 1, new Map()]) {
    assert.equal(await richDisplay(value), undefined)
  }
})

test('a value that says itself is believed, also when it takes its time', async () => {
  const own = { [displaySymbol]: async () => ({ 'text/plain': 'a rose' }) }
  assert.deepEqual(await richDisplay(own), { data: { 'text/plain': 'a rose' } })
  const seen = { [displaySymbol]: () => ({ 'text/plain': 'a rose', 'image/png': '' }) }
  assert.deepEqual((await richDisplay(seen))?.metadata, { 'image/png': { alt: 'a rose' } })
})

test('a picture is a PNG that can be seen, with words for who cannot', async () => {
  const bundle = await richDisplay(flat(200, 'A <script>rose</script>', 3))
  const { width } = await decodeImage(Buffer.from(String(bundle?.data['image/png']), 'base64'))
  assert.equal(width, 192)
  assert.equal(text(bundle), '“A <script>rose</script>”, seed 3, 8 x 8')
  assert.equal(bundle?.data['text/html'], undefined)
})

test('pictures of prompts and seeds are a grid of them; others stand in rows', async () => {
  const list = ['A rose', 'A tulip'].flatMap((prompt) => [4, 7].map((seed) => flat(90, prompt, seed)))
  assert.equal(text(await richDisplay(list)), 'Pictures\ncolumns: seed 4, 7\nA rose\nA tulip')
  const loose = await richDisplay(Array.from({ length: 9 }, () => ({ ...flat(9), prompt: undefined })))
  assert.match(text(loose), /from 0\nfrom 8/)
  assert.ok(loose?.data['image/png'])
})

test('a table shows its cells as text, its numbers with the same decimals, and says how much it leaves out', async () => {
  const names = Array.from({ length: 120 }, (_, k) => (k === 0 ? '<script>alert(1)</script>' : `row ${k}`))
  const bundle = await richDisplay(table({ name: names, share: names.map((_, k) => k / 4) }))
  const html = String(bundle?.data['text/html'])
  assert.doesNotMatch(html, /<script/)
  assert.match(html, /&#60;script&#62;alert\(1\)/)
  assert.match(html, />0\.00<.*\n.*>0\.25</)
  assert.match(html, /120 rows, 2 columns; the first 100 rows are shown/)
  assert.match(text(bundle), /│ row 1 +│ +0\.25 │/)
})
