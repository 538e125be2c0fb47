import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readCaptions } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-captions-'))
after(() => rmSync(folder, { recursive: true }))
const write = (text: string): string => {
  const file = join(folder, 'own.csv')
  writeFileSync(file, text)
  return file
}

test('captions are read in the order of the file, commas and all', () => {
  assert.deepEqual(readCaptions(write('caption\nA rose\n"A rose, red"\n')), ['A rose', 'A rose, red'])
})

test('a caption without text, another column or a missing file is refused with its place', () => {
  assert.throws(
    () => readCaptions(write('caption\nA rose\n" "\n')),
    /own\.csv, line 3, column caption: the field is empty/,
  )
  assert.throws(() => readCaptions(write('text\nA rose\n')), /unknown column "text"/)
  assert.throws(
    () => readCaptions(join(folder, 'none.csv')),
    /none\.csv cannot be read: there is no such file/,
  )
})
