import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { table2 } from '../experiments/table2.ts'
import { viewOf } from '../experiments/testing.ts'
import { encodePng } from '../images/png.ts'
import { keepPicture } from '../runs/run-folder.ts'
import { richDisplay } from './rich.ts'
import { compareEntry } from './run-entry.ts'
import { flat } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-'))
const png = keepPicture(folder, await encodePng(flat(90)))
const view = viewOf(table2, () => ({ png }))

test('an entry’s pictures are shown three ways, with its source, positives and negatives', async () => {
  const shown = await compareEntry(folder, view, 2, { seeds: 1 })
  const bundle = await richDisplay(shown)
  assert.ok(bundle?.data['image/png'])
  const text = String(shown)
  assert.match(text, /“A rose” becomes “A blue rose”, TIME/)
  for (const row of ['A rose (A blue rose)', 'A rose on the beach (A blue rose on the beach)', 'A tulip'])
    assert.ok(text.split('\n').includes(row), `${row} in ${text}`)
})

test('an entry that the run has not, and a picture that is gone, are refused', async () => {
  await assert.rejects(
    compareEntry(folder, view, 9),
    /^InputError: The run has no entry of line 9: it has 2, 3/,
  )
  const lost = viewOf(table2, () => ({ png: 'f'.repeat(64) }))
  await assert.rejects(compareEntry(folder, lost, 2), /^InputError/)
})
