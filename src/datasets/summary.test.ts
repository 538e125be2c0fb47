import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { listDatasets, shippedDatasets } from './shipped.ts'
import { summarise } from './summary.ts'
import { csvOf, editColumns, fieldsOf, roseEntry } from './testing.ts'

const root = mkdtempSync(join(tmpdir(), 'timelab-summary-'))
after(() => rmSync(root, { recursive: true }))
mkdirSync(join(root, 'own'))
const write = (name: string, text: string): string => {
  const file = join(root, 'own', name)
  writeFileSync(file, text)
  return file
}
const rose = fieldsOf(roseEntry)
const style = { ...rose, kind: 'style', new: 'A painted rose', positive2: 'A bud', gn4: 'A strawberry' }
const edits = write('edits.csv', csvOf([rose, style], [...editColumns, 'kind']))

test('edits are counted by kind, with the positives that do not name their source', () => {
  const { format, entries, kinds, findings } = summarise(edits)
  assert.deepEqual([format, entries, findings.map(({ kind }) => kind)], ['edits', 2, ['tie']])
  assert.deepEqual(kinds, [
    { kind: 'colour', entries: 1, positives: 5, unnamed: [], negatives: 5 },
    {
      ...{ kind: 'style', entries: 1, positives: 5, negatives: 5 },
      unnamed: [{ row: 3, source: 'A rose', prompt: 'A bud' }],
    },
  ])
  assert.equal(summarise(edits, { normalise: true }).kinds[1]?.negatives, 4)
})

test('the header tells the formats apart, and the list goes by name', () => {
  write('captions.csv', '\uFEFF"caption"\nA rose\nA lion\n')
  write(
    'professions.csv',
    '\nold,new,"validation",ex1\nA judge,A male judge,A photo of a judge,A judge laughing\n',
  )
  write('notes.txt', 'no data set')
  assert.deepEqual(
    listDatasets(root).map(({ file, format, entries }) => [file, format, entries]),
    [
      [join(root, 'own', 'captions.csv'), 'captions', 2],
      [edits, 'edits', 2],
      [join(root, 'own', 'professions.csv'), 'professions', 1],
    ],
  )
})

test('what ships can be read and has nothing to find', () => {
  const shipped = listDatasets().filter(({ file }) => file.startsWith(join(shippedDatasets, 'emoji')))
  assert.ok(shipped.length >= 3)
  assert.deepEqual(
    shipped.flatMap(({ findings }) => findings),
    [],
  )
})
