import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readDataset, readProfessions } from './read.ts'
import { csvOf, fieldsOf, roseEntry } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-read-'))
after(() => rmSync(folder, { recursive: true }))
const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const text = csvOf([fieldsOf(roseEntry)])

test('a file is read with its name and the digest of its bytes, normalised or not', () => {
  const file = write('own.csv', `\uFEFF${text}`)
  const { name, file: path, sha256, entries } = readDataset(file)
  assert.deepEqual([name, path, entries.length], ['own', file, 1])
  assert.equal(sha256, createHash('sha256').update(`\uFEFF${text}`).digest('hex'))
  assert.equal(readDataset(file, { normalise: true }).sha256, sha256)
})

test('a file that is missing, a folder or no UTF-8 is refused by name', () => {
  assert.throws(
    () => readDataset(join(folder, 'none.csv')),
    /none\.csv cannot be read: there is no such file/,
  )
  assert.throws(() => readProfessions(folder), /cannot be read: it is a folder/)
  const latin = Buffer.from(csvOf([fieldsOf({ ...roseEntry, source: 'A rosé' })]), 'latin1')
  assert.throws(() => readDataset(write('latin.csv', latin)), /latin\.csv, line 2: not UTF-8 text/)
})
