import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { InputError } from '../errors.ts'
import { readDataset } from './read.ts'
import { csvOf, fieldsOf, roseEntry } from './testing.ts'
import { readTextFile } from './text-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-text-'))
after(() => rmSync(folder, { recursive: true }))
const write = (bytes: Uint8Array | string): string => {
  const file = join(folder, 'own.csv')
  writeFileSync(file, bytes)
  return file
}
const text = csvOf([fieldsOf({ ...roseEntry, source: 'A rosé', destination: 'A blue rosé' })])
const utf16 = (order: 'le' | 'be', mark = true): Buffer => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text.replaceAll('","', '"\t"')}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

test('Excel’s "Unicode text", UTF-16 of either order, is read and said', () => {
  for (const order of ['le', 'be'] as const) {
    const { entries, findings } = readDataset(write(utf16(order)))
    assert.equal(entries[0]?.source, 'A rosé')
    assert.deepEqual(
      findings.map(({ kind, row }) => [kind, row]),
      [
        ['format', 1],
        ['format', 1],
      ],
    )
    assert.match(findings[0]?.message ?? '', /UTF-16/)
    assert.match(findings[1]?.message ?? '', /separated by tabs/)
  }
})

test('bytes of Windows-1252 are refused with their line, what they seem to say, and the way out', () => {
  for (const lineBreak of ['\n', '\r\n', '\r']) {
    const bytes = Buffer.from(text.replaceAll('\n', lineBreak), 'latin1')
    assert.throws(
      () => readTextFile(write(bytes)),
      /own\.csv, line 2: not UTF-8 text but, as it seems, Windows-1252, "[^"]*"?A rosé.*: save the file as UTF-8/,
    )
  }
})

/** A zip archive of one stored file, enough to be told by its parts. */
function zipOf(name: string, content = ''): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, Buffer.from(name + content)])
}
const foreign: Record<string, readonly [bytes: Uint8Array, says: RegExp]> = {
  'a workbook of Excel': [
    zipOf('xl/workbook.xml'),
    /is an Excel workbook \(\.xlsx\): save its sheet as "CSV UTF-8"/,
  ],
  'an old workbook of Excel': [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /an Excel workbook \(\.xls\)/],
  'an OpenDocument spreadsheet': [
    zipOf('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'),
    /an OpenDocument spreadsheet/,
  ],
  'a Numbers spreadsheet': [zipOf('Index/Document.iwa'), /a Numbers spreadsheet: export it as CSV/],
  'another archive': [zipOf('own.csv'), /a zip archive: unpack it/],
  'a gzip archive': [gzipSync(text), /a gzip archive: unpack it/],
  'a Parquet file': [Buffer.from('PAR1....'), /a Parquet file/],
  'a PDF': [Buffer.from('%PDF-1.7'), /a PDF/],
  'UTF-16 without its mark': [
    utf16('le', false),
    /UTF-16 text without its byte order mark: save it as UTF-8/,
  ],
  'UTF-16 without its mark, the other order': [utf16('be', false), /UTF-16 text without its byte order mark/],
  'UTF-16 that is cut off': [utf16('le').subarray(0, -1), /its UTF-16 text is damaged/],
}
for (const [what, [bytes, says]] of Object.entries(foreign)) {
  test(`refused by what it is: ${what}`, () => {
    assert.throws(
      () => readTextFile(write(bytes)),
      (error) => error instanceof InputError && says.test(error.message),
    )
  })
}
