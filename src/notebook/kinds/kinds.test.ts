import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { editPrompts } from '../../editing/edit-prompts.ts'
import { identityMap } from '../../editing/embedding-map.ts'
import { compareEdit } from '../../experiments/edit-comparison.ts'
import { table2 } from '../../experiments/table2.ts'
import { viewOf } from '../../experiments/testing.ts'
import { pictureGrid } from '../../images/grid.ts'
import { loadModel } from '../../models/model.ts'
import { richDisplay } from '../rich.ts'

const model = await loadModel('emoji')
after(() => model.close())
const blue = await editPrompts(model, 'A rose', 'A blue rose')

const form = async (value: unknown, type: string) => String((await richDisplay(value))?.data[type])

/** Compares with a file that a reviewer can open; `UPDATE_GOLDENS=1` writes it. */
function golden(name: string, found: string): void {
  const file = new URL(`goldens/${name}`, import.meta.url)
  if (process.env.UPDATE_GOLDENS) writeFileSync(file, found)
  assert.equal(found, readFileSync(file, 'utf8'))
}

test('a run is its tables, the paper’s rows beside ours, and says what is missing', async () => {
  const view = viewOf(table2, ({ seed, entry }) =>
    entry.row === 3 && seed > 0 ? undefined : { success: seed === 0 },
  )
  golden('run.html', `${await form(view, 'text/html')}\n`)
  golden('run.txt', await form(view, 'text/plain'))
})

test('a report is its tables with its warnings, long tables folded, and its words are text', async () => {
  const view = viewOf(table2, () => ({}))
  const tables = table2.tables(view).filter(({ name }) => name === 'table2' || name === 'table2-edits')
  const report = { title: 'On <b>emoji</b>', tables, warnings: ['<script>alert(1)</script>'] }
  const html = await form(report, 'text/html')
  golden('report.html', `${html}\n`)
  assert.doesNotMatch(html, /<script|<b>emoji/)
  assert.match(await form(tables[0], 'text/html'), /<b>Table 2/)
  assert.match(await form(tables, 'text/plain'), /│ TIME/)
})

test('an edit says what it edits and how far; its prompts are text', async () => {
  const text = await form(blue, 'text/plain')
  assert.match(text, /“A rose” becomes “A blue rose”\n {2}lambda: 1000\n {2}edits: keys and values/)
  assert.match(text, /14 matrices of 7 cross-attention layers, 294,912 parameters/)
  const hostile = { ...blue, recipe: { ...blue.recipe, source: '<script>a</script>' } }
  assert.doesNotMatch(await form(hostile, 'text/html'), /<script/)
})

test('an edit that changes nothing says so', async () => {
  const nothing = { ...blue, map: identityMap(256), effect: { ...blue.effect, size: 0 } }
  assert.match(await form(nothing, 'text/plain'), /changes nothing/)
  assert.match(await form(nothing, 'text/html'), /changes nothing/)
  assert.match(await form(nothing.map, 'text/plain'), /changes nothing/)
})

test('a map is told by its extent and rank', async () => {
  assert.match(
    await form(blue.map, 'text/plain'),
    /^Keys and values read P c; P = I \+ left .*256 x 256, of rank/,
  )
  assert.match(await form({ ...blue.map, values: undefined }, 'text/plain'), /Values read c as it is/)
  assert.match(await form(blue.map.keys, 'text/plain'), /^P = I/)
})

test('a comparison is a grid of the pictures that the model drew', async () => {
  const rows = await compareEdit(model, blue.map, [{ prompt: 'A <i>rose</i>', destination: 'A blue rose' }], {
    seeds: [0],
    steps: 2,
  })
  assert.match(await form(rows, 'text/plain'), /A <i>rose<\/i> \(A blue rose\)$/)
  assert.match(await form(rows, 'image/png'), /^iVBOR/)
})

test('the bytes of a PNG are that picture', async () => {
  const png = await pictureGrid({ title: 'Empty', groups: [], rows: [] })
  assert.equal(await form(png, 'image/png'), png.toString('base64'))
  assert.match(await form(png, 'text/plain'), /^PNG picture, 640 x/)
})

test('a chart is its specification for who draws it, a picture for who does not, and its description; no HTML hides it', async () => {
  const specification = {
    mark: 'bar',
    data: { values: [{ x: 1 }] },
    encoding: { x: { field: 'x' } },
  } as const
  const bundle = await richDisplay({ name: 'bars', description: 'One bar.', specification })
  assert.deepEqual(bundle?.data['application/vnd.vegalite.v5+json'], structuredClone(specification))
  assert.equal(bundle?.data['text/plain'], 'One bar.')
  assert.equal(bundle?.data['text/html'], undefined)
  const { width, height } = await sharp(Buffer.from(String(bundle?.data['image/png']), 'base64')).metadata()
  // Of two pixels a pixel, and shown at its size.
  assert.deepEqual(bundle?.metadata?.['image/png'], { alt: 'One bar.', width: width / 2, height: height / 2 })
})
